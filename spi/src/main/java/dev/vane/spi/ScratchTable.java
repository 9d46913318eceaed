package dev.vane.spi;

import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Rows kept in the engine's scratch area, readable by every session until closed. Immutable and
 * safe for many threads; closing it while it is read fails those readers, so count the readers.
 */
public interface ScratchTable extends AutoCloseable {
  /** How a query reads it. */
  Relation relation();

  Schema schema();

  long rowCount();

  /** What it takes of the scratch area, about. */
  long bytes();

  /** Frees it. */
  @Override
  void close();
}
