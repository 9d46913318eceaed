package dev.vane.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a stream is written.
 *
 * @param chunkRows rows that are handed to the engine at once, as whole row groups
 * @param partitionBy columns that lay out the rows; empty for none; needs {@link
 *     Capability#PARTITIONING}, and must be the table's own when the table exists
 * @param options what only one backend understands, by name; a backend refuses what it does not
 *     know
 * @param key columns that tell rows apart, NULL being a value like others; given with {@link
 *     WriteMode#UPSERT} and with nothing else
 * @param replaced which rows {@link WriteMode#OVERWRITE} replaces, by partition columns alone; all
 *     of them where it is empty. Rows of the stream that do not fulfil it are refused; needs {@link
 *     Capability#PARTITION_OVERWRITE}
 */
public record WriteOptions(
    WriteMode mode,
    SchemaMode schemaMode,
    long chunkRows,
    List<String> partitionBy,
    Map<String, String> options,
    List<String> key,
    Optional<RowCondition> replaced) {
  /** DuckDB's row group, and a good cut for Parquet too. */
  public static final long DEFAULT_CHUNK_ROWS = 122_880;

  public WriteOptions {
    partitionBy = List.copyOf(partitionBy);
    options = Map.copyOf(options);
    key = List.copyOf(key);
  }

  /** Without a condition on what is replaced. */
  public WriteOptions(
      WriteMode mode,
      SchemaMode schemaMode,
      long chunkRows,
      List<String> partitionBy,
      Map<String, String> options,
      List<String> key) {
    this(mode, schemaMode, chunkRows, partitionBy, options, key, Optional.empty());
  }

  /** Without a key. */
  public WriteOptions(
      WriteMode mode,
      SchemaMode schemaMode,
      long chunkRows,
      List<String> partitionBy,
      Map<String, String> options) {
    this(mode, schemaMode, chunkRows, partitionBy, options, List.of());
  }

  /** Append, strictly, with nothing special. */
  public static WriteOptions append() {
    return of(WriteMode.APPEND);
  }

  /** The mode, strictly, with nothing special. */
  public static WriteOptions of(WriteMode mode) {
    return new WriteOptions(mode, SchemaMode.STRICT, DEFAULT_CHUNK_ROWS, List.of(), Map.of());
  }

  /** Replaces rows by key, strictly, with nothing special. */
  public static WriteOptions upsert(List<String> key) {
    return new WriteOptions(
        WriteMode.UPSERT, SchemaMode.STRICT, DEFAULT_CHUNK_ROWS, List.of(), Map.of(), key);
  }

  public WriteOptions withSchemaMode(SchemaMode value) {
    return new WriteOptions(mode, value, chunkRows, partitionBy, options, key, replaced);
  }

  public WriteOptions withPartitionBy(List<String> value) {
    return new WriteOptions(mode, schemaMode, chunkRows, value, options, key, replaced);
  }

  public WriteOptions withChunkRows(long value) {
    return new WriteOptions(mode, schemaMode, value, partitionBy, options, key, replaced);
  }

  public WriteOptions withOptions(Map<String, String> value) {
    return new WriteOptions(mode, schemaMode, chunkRows, partitionBy, value, key, replaced);
  }

  public WriteOptions withReplaced(RowCondition value) {
    return new WriteOptions(
        mode, schemaMode, chunkRows, partitionBy, options, key, Optional.of(value));
  }
}
