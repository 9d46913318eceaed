package dev.vane.gateway.ingest;

import dev.vane.spi.VaneException;

/** Hears what becomes of a stream's batches, from any thread, and must not hold it up. */
@FunctionalInterface
public interface AckListener {
  /** For streams that are acknowledged at their end. */
  AckListener NONE = ack -> {};

  void acknowledged(BatchAck ack);

  /**
   * A batch that was taken is not acknowledged and never will be, and none after it: the stream has
   * failed. Whatever is called of the session next throws the same; but a client that waits for the
   * acknowledgement sends nothing more by itself.
   */
  default void refused(VaneException reason) {}
}
