package dev.vane.gateway.query;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rows of an answer, read by one thread; {@link #cancel} may come from any. Every batch has
 * fresh buffers and stays below the size that all clients accept.
 */
public interface Answer extends AutoCloseable {
  Schema schema();

  /** Loads the next batch; false at the end. */
  boolean next();

  /** The current batch, owned by the answer and good until the next call of {@link #next}. */
  VectorSchemaRoot batch();

  /** Stops the query; {@link #next} then throws. */
  void cancel();

  @Override
  void close();
}
