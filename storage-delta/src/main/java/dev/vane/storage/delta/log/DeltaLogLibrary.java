package dev.vane.storage.delta.log;

import java.nio.file.Path;

/** A library that reads and writes Delta logs. Safe for use by many threads. */
public interface DeltaLogLibrary extends AutoCloseable {
  /** The log of the table in this folder, which need not be a table yet. */
  DeltaLog open(Path table);

  /** Waits a moment for work that runs behind commits, then ends it. */
  @Override
  void close();
}
