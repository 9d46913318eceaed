package dev.vane.storage.delta.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A data file to be added: it is on disk, synced.
 *
 * @param path relative to the table's folder, separated by {@code /}, as it is on disk
 * @param modificationMillis since the epoch
 * @param partitionValues by physical column name, as Delta's texts; null for NULL
 * @param statistics the JSON text of the statistics
 */
public record NewFile(
    String path,
    long bytes,
    long rows,
    long modificationMillis,
    Map<String, @Nullable String> partitionValues,
    String statistics) {
  public NewFile {
    partitionValues = Collections.unmodifiableMap(new LinkedHashMap<>(partitionValues));
  }

  /** The file as a log would name it, to read it before one does. */
  public DataFile written() {
    return new DataFile(
        LogPaths.encode(path),
        bytes,
        modificationMillis,
        partitionValues,
        Optional.of(statistics),
        Optional.empty(),
        Optional.empty());
  }
}
