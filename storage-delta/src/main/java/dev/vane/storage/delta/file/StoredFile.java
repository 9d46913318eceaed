package dev.vane.storage.delta.file;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file as its store knows it.
 *
 * @param path below the root of the store
 * @param bytes its size
 * @param modified when it was last written
 * @param tag changes whenever the file is written again
 */
public record StoredFile(Path path, long bytes, Instant modified, String tag) {
  /** The last part of the path. */
  public String name() {
    return String.valueOf(path.getFileName());
  }
}
