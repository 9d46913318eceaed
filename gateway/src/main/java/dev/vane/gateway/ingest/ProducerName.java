package dev.vane.gateway.ingest;

import dev.vane.spi.Names;

/**
 * Who numbers the batches of a stream.
 *
 * @param epoch a higher one takes the producer over from a lower
 */
public record ProducerName(String id, long epoch) {
  public ProducerName {
    Names.require("producer", id);
  }
}
