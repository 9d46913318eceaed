package dev.vane.gateway.ingest;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;

/**
 * One open stream, used by one thread. Ended by {@link #commit}; closing it gives up what was not
 * committed or acknowledged.
 */
public interface IngestSession extends AutoCloseable {
  /** Adds a batch that has no number. */
  default void append(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    append(batch, dictionaries, null);
  }

  /**
   * Adds a batch. Its buffers may be taken over; the batch may be cleared or refilled on return.
   * Blocks while the gateway is behind, which is the back-pressure.
   *
   * @param metadata what the client sent with the batch; a producer's has its number
   * @throws dev.vane.spi.VaneException when the batch is refused; the session can then only be
   *     closed
   */
  void append(VectorSchemaRoot batch, DictionaryProvider dictionaries, byte @Nullable [] metadata);

  /**
   * Ends the stream: on return all of it is on disk.
   *
   * @throws dev.vane.spi.VaneException when that did not happen
   */
  IngestReceipt commit();

  /** Rows taken so far. */
  long rows();

  @Override
  void close();
}
