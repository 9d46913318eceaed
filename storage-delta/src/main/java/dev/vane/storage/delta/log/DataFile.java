package dev.vane.storage.delta.log;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An active data file.
 *
 * @param path as the log has it: percent-encoded, relative to the table's folder if the log is
 *     sound
 * @param bytes size of the file
 * @param modificationMillis when the file was written, since the epoch
 * @param partitionValues by physical column name, as Delta's texts; null for NULL
 * @param statistics the JSON text of the statistics, where the writer gave any
 * @param deletionVector names the deletion vector, where rows of the file are deleted
 * @param rowTracking the identifiers of the file's rows, where the table gives them any
 */
public record DataFile(
    String path,
    long bytes,
    long modificationMillis,
    Map<String, @Nullable String> partitionValues,
    Optional<String> statistics,
    Optional<DeletionVector> deletionVector,
    Optional<RowTracking> rowTracking) {
  /**
   * Where a deletion vector is, in the terms of Delta's protocol.
   *
   * @param storageType {@code u}, {@code p} or {@code i}
   * @param pathOrInline a path, or the vector itself
   * @param offset within the file
   * @param bytes of the serialized vector
   * @param cardinality how many rows it deletes
   */
  public record DeletionVector(
      String storageType,
      String pathOrInline,
      Optional<Integer> offset,
      int bytes,
      long cardinality) {
    /** What tells one vector of a table from another. */
    public String uniqueId() {
      return storageType + pathOrInline + offset.map(start -> "@" + start).orElse("");
    }

    /**
     * The vector's file, relative to the table's folder, as on disk; empty where the log itself
     * holds the vector, or names a file elsewhere.
     */
    public Optional<String> path() {
      return storageType.equals("u")
          ? DeletionVectorNames.relativePath(pathOrInline)
          : Optional.empty();
    }
  }

  /**
   * Row identifiers of a file.
   *
   * @param baseRowId of its first row
   * @param commitVersion the version that its rows came with
   */
  public record RowTracking(long baseRowId, long commitVersion) {}

  /** What tells one logical file from another. */
  public record Key(String path, String deletionVector) {}

  public DataFile {
    partitionValues = Collections.unmodifiableMap(new HashMap<>(partitionValues));
  }

  public Key key() {
    return new Key(path, deletionVector.map(DeletionVector::uniqueId).orElse(""));
  }
}
