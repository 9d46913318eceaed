package dev.vane.gateway.ingest;

/** Takes the acknowledgements of a stream, from any thread, and must not hold it up. */
@FunctionalInterface
public interface AckListener {
  /** For streams that are acknowledged at their end. */
  AckListener NONE = ack -> {};

  void acknowledged(BatchAck ack);
}
