package dev.vane.spi;

import java.util.List;
import java.util.Map;

/**
 * How a stream is written.
 *
 * @param chunkRows rows that are handed to the engine at once, as whole row groups
 * @param partitionBy columns that lay out the rows; empty for none; needs {@link
 *     Capability#PARTITIONING}, and must be the table's own when the table exists
 * @param options what only one backend understands, by name; a backend refuses what it does not
 *     know
 */
public record WriteOptions(
    WriteMode mode,
    SchemaMode schemaMode,
    long chunkRows,
    List<String> partitionBy,
    Map<String, String> options) {
  /** DuckDB's row group, and a good cut for Parquet too. */
  public static final long DEFAULT_CHUNK_ROWS = 122_880;

  public WriteOptions {
    partitionBy = List.copyOf(partitionBy);
    options = Map.copyOf(options);
  }

  /** Append, strictly, with nothing special. */
  public static WriteOptions append() {
    return of(WriteMode.APPEND);
  }

  /** The mode, strictly, with nothing special. */
  public static WriteOptions of(WriteMode mode) {
    return new WriteOptions(mode, SchemaMode.STRICT, DEFAULT_CHUNK_ROWS, List.of(), Map.of());
  }

  public WriteOptions withSchemaMode(SchemaMode value) {
    return new WriteOptions(mode, value, chunkRows, partitionBy, options);
  }

  public WriteOptions withPartitionBy(List<String> value) {
    return new WriteOptions(mode, schemaMode, chunkRows, value, options);
  }

  public WriteOptions withChunkRows(long value) {
    return new WriteOptions(mode, schemaMode, value, partitionBy, options);
  }

  public WriteOptions withOptions(Map<String, String> value) {
    return new WriteOptions(mode, schemaMode, chunkRows, partitionBy, value);
  }
}
