package dev.vane.spi;

import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Decides, before rows are acknowledged, that the table will take them: what {@link
 * TableWriter#append} and {@link TableWriter#commit} would refuse for the rows' own sake is refused
 * here. Nothing is kept. Used by one thread at a time.
 */
public interface BatchCheck extends AutoCloseable {
  /**
   * Checks the rows of a batch, which stays the caller's and unchanged.
   *
   * @param batch rows in the schema that the check was opened with, without dictionaries
   * @throws VaneException what the table would answer to them
   */
  void check(VectorSchemaRoot batch);

  @Override
  void close();
}
