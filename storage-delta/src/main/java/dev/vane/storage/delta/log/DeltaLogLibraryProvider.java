package dev.vane.storage.delta.log;

import java.nio.file.Path;

/**
 * How a library of logs other than Kernel is found: by {@link java.util.ServiceLoader}, so that it
 * can stay off the class path of whoever does not choose it.
 */
public interface DeltaLogLibraryProvider {
  /** What the setting {@code log_library} calls it. */
  String name();

  /**
   * Opens the library.
   *
   * @param root the directory that holds the tables
   * @param engineInfo how the history of a table names this program
   * @throws dev.vane.spi.VaneException with a remedy when that is impossible
   */
  DeltaLogLibrary open(Path root, String engineInfo);
}
