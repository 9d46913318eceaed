package dev.vane.gateway.apply;

import dev.vane.gateway.producer.ProducerState;
import dev.vane.gateway.producer.ProducerStates;
import dev.vane.spi.CrashPoint;
import dev.vane.spi.VaneException;
import java.util.Optional;
import java.util.OptionalLong;

/** Acknowledges a batch after the table's own commit. */
record CommitOutcome(
    EntryHead head,
    Optional<ProducerState> producer,
    ProducerStates producers,
    BatchOutcome outcome)
    implements PendingBatch.Outcome {
  @Override
  public void applied(long version) {
    head.durable(producer);
    CrashPoint.reach("ack");
    outcome.durable(OptionalLong.of(version));
    producer.ifPresent(producers::giveBack);
  }

  @Override
  public void refused(VaneException failure) {
    outcome.failed(failure);
    producer.ifPresent(producers::giveBack);
  }

  @Override
  public Optional<VaneException> failedBefore() {
    return outcome.failedBefore();
  }

  @Override
  public Object sender() {
    return outcome.sender();
  }
}
