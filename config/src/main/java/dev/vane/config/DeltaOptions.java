package dev.vane.config;

import java.util.List;
import java.util.Optional;

/**
 * How a stream's Delta table is laid out; what is empty comes from the table or the backend.
 *
 * @param compression {@code zstd}, {@code snappy} or {@code none}
 * @param targetFileSize bytes of a data file, about
 * @param emptyPartition {@code refuse} or {@code null}: what becomes of an empty text in a
 *     partition column, which Delta cannot tell from NULL
 * @param autoCompact how many small files may gather in a partition before they are written
 *     together; 0 for any number
 */
public record DeltaOptions(
    List<String> partitionBy,
    Optional<String> compression,
    Optional<Long> targetFileSize,
    Optional<String> emptyPartition,
    Optional<Integer> autoCompact) {
  /** Nothing said. */
  public static final DeltaOptions NONE =
      new DeltaOptions(
          List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public DeltaOptions {
    partitionBy = List.copyOf(partitionBy);
  }
}
