package dev.vane.spi;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A running query's rows. Read by one thread; {@link #cancel} may come from any. Dictionary-encoded
 * and view types never occur: results are in the plain layouts that every client reads.
 */
public interface QueryResult extends AutoCloseable {
  /** Known before the first row. */
  Schema schema();

  /**
   * Loads the next batch into {@link #batch}. Each batch has fresh buffers.
   *
   * @return false at the end
   * @throws VaneException when the query failed, was cancelled or reached its time limit
   */
  boolean next();

  /** The current batch, owned by this result and good until the next call of {@link #next}. */
  VectorSchemaRoot batch();

  /** Stops the query; {@link #next} then throws {@link ErrorCode#CANCELLED}. */
  void cancel();

  /** Frees everything, stopping the query if it still runs. */
  @Override
  void close();
}
