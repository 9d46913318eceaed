package dev.vane.client;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a Delta table is laid out where the write makes it. Immutable.
 *
 * @param partitionBy partition columns, outermost first
 * @param zOrderBy columns by which rows are clustered inside the files
 * @param targetFileSize bytes of a data file, about
 * @param compression codec of the data files, such as {@code zstd}
 * @param autoCompact how many small files may gather in a partition before the gateway writes them
 *     together, from 2; 0 for any number. The table keeps it
 */
public record DeltaOptions(
    List<String> partitionBy,
    List<String> zOrderBy,
    OptionalLong targetFileSize,
    Optional<String> compression,
    OptionalInt autoCompact) {
  /** Nothing said: the table's or the gateway's own settings hold. */
  public static final DeltaOptions NONE =
      new DeltaOptions(
          List.of(), List.of(), OptionalLong.empty(), Optional.empty(), OptionalInt.empty());

  public DeltaOptions {
    partitionBy = List.copyOf(partitionBy);
    zOrderBy = List.copyOf(zOrderBy);
  }

  /** These options with other partition columns. */
  public DeltaOptions withPartitionBy(String... columns) {
    return new DeltaOptions(List.of(columns), zOrderBy, targetFileSize, compression, autoCompact);
  }

  /** These options with other clustering columns. */
  public DeltaOptions withZOrderBy(String... columns) {
    return new DeltaOptions(
        partitionBy, List.of(columns), targetFileSize, compression, autoCompact);
  }

  /** These options with another file size, in bytes. */
  public DeltaOptions withTargetFileSize(long bytes) {
    return new DeltaOptions(
        partitionBy, zOrderBy, OptionalLong.of(bytes), compression, autoCompact);
  }

  /** These options with another codec. */
  public DeltaOptions withCompression(String codec) {
    return new DeltaOptions(partitionBy, zOrderBy, targetFileSize, Optional.of(codec), autoCompact);
  }

  /** These options with another count of small files at which they are written together. */
  public DeltaOptions withAutoCompact(int files) {
    return new DeltaOptions(
        partitionBy, zOrderBy, targetFileSize, compression, OptionalInt.of(files));
  }
}
