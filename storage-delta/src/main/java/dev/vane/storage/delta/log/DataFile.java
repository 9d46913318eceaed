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
 * @param partitionValues by physical column name, as Delta's texts; null for NULL
 * @param statistics the JSON text of the statistics, where the writer gave any
 * @param deletionVector names the deletion vector, where rows of the file are deleted
 */
public record DataFile(
    String path,
    long bytes,
    Map<String, @Nullable String> partitionValues,
    Optional<String> statistics,
    Optional<DeletionVector> deletionVector) {
  /**
   * Names a deletion vector.
   *
   * @param uniqueId unique within the table
   * @param cardinality how many rows it deletes
   * @param path its file, relative to the table's folder, as on disk; empty where the log itself
   *     holds the vector, or where the file is outside the folder
   * @param handle what the log library finds the vector by
   */
  public record DeletionVector(
      String uniqueId, long cardinality, Optional<String> path, Object handle) {}

  /** What tells one logical file from another. */
  public record Key(String path, String deletionVector) {}

  public DataFile {
    partitionValues = Collections.unmodifiableMap(new HashMap<>(partitionValues));
  }

  public Key key() {
    return new Key(path, deletionVector.map(DeletionVector::uniqueId).orElse(""));
  }
}
