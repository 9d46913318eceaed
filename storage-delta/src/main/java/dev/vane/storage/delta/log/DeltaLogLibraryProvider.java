package dev.vane.storage.delta.log;

import dev.vane.storage.delta.file.FileIO;

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
   * @param store of the files of the tables
   * @param engineInfo how the history of a table names this program
   * @throws dev.vane.spi.VaneException with a remedy when that is impossible
   */
  DeltaLogLibrary open(FileIO store, String engineInfo);
}
