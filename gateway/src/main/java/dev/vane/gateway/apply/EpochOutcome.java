package dev.vane.gateway.apply;

import dev.vane.gateway.producer.ProducerState;
import dev.vane.spi.VaneException;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nobody waits for the record of an epoch: batches under it come after it in the log. */
record EpochOutcome(ProducerState producer, long epoch) implements BatchOutcome {
  private static final Logger LOG = LoggerFactory.getLogger(EpochOutcome.class);

  @Override
  public void durable(OptionalLong version) {}

  @Override
  public void failed(VaneException failure) {
    LOG.warn("The epoch {} of {} is not on disk", epoch, producer.key(), failure);
  }

  @Override
  public Optional<VaneException> failedBefore() {
    return Optional.empty();
  }

  @Override
  public Object sender() {
    return producer;
  }
}
