package dev.vane.gateway.apply;

import dev.vane.gateway.producer.ProducerState;
import dev.vane.gateway.producer.ProducerStates;
import dev.vane.log.AppendListener;
import dev.vane.log.CommitLog;
import dev.vane.log.LogEntry;
import dev.vane.log.LogLane;
import dev.vane.spi.CrashPoint;
import dev.vane.spi.VaneException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * A batch's way through the log: it is on disk, counts as waiting for its table and is
 * acknowledged, in this order; so whoever sees the acknowledgement and asks finds the batch
 * waiting, and is made to wait too. Safe for many threads.
 */
final class LogPath {
  private final ProducerStates producers;
  private final CommitLog log;
  private final long memoryLimit;
  private final AtomicLong memory = new AtomicLong();

  /**
   * @param memoryLimit bytes of waiting batches that are kept in memory; the others are read again
   */
  LogPath(ProducerStates producers, CommitLog log, long memoryLimit) {
    this.producers = producers;
    this.log = log;
    this.memoryLimit = memoryLimit;
  }

  /**
   * Puts an entry into the log, and takes its bytes over.
   *
   * @throws VaneException when it was not taken; the outcome then hears nothing
   */
  void append(
      TableApplier applier,
      LogLane lane,
      EntryCodec.Entry entry,
      Optional<ProducerState> producer,
      BatchOutcome outcome) {
    producer.ifPresent(producers::takeAgain);
    applier.expect();
    Answer answer = new Answer(applier, entry, producer, outcome);
    boolean taken = false;
    try {
      log.append(lane, entry.payload(), answer);
      taken = true;
    } finally {
      if (!taken) {
        answer.drop();
      }
    }
  }

  /** What happens to a batch once the log has answered. */
  private final class Answer implements AppendListener {
    private final TableApplier applier;
    private final EntryCodec.Entry entry;
    private final Optional<ProducerState> producer;
    private final BatchOutcome outcome;

    Answer(
        TableApplier applier,
        EntryCodec.Entry entry,
        Optional<ProducerState> producer,
        BatchOutcome outcome) {
      this.applier = applier;
      this.entry = entry;
      this.producer = producer;
      this.outcome = outcome;
    }

    @Override
    public void durable(LogEntry logged) {
      long size = entry.bytes().capacity();
      ArrowBuf kept = entry.bytes();
      if (memory.addAndGet(size) > memoryLimit) {
        memory.addAndGet(-size);
        kept.close();
        kept = null;
      }
      applier.add(pending(logged, kept, kept == null ? 0 : size), true, false);
      entry.head().durable(producer);
      CrashPoint.reach("ack");
      outcome.durable(OptionalLong.empty());
      CrashPoint.reach("acked");
    }

    private PendingBatch pending(LogEntry logged, @Nullable ArrowBuf kept, long size) {
      return new PendingBatch(
          entry.head(),
          Optional.of(logged),
          producer,
          kept,
          new PendingBatch.Outcome() {
            @Override
            public void applied(long version) {
              memory.addAndGet(-size);
              producer.ifPresent(producers::giveBack);
            }

            @Override
            public void refused(VaneException failure) {
              throw new IllegalStateException("What was acknowledged is not refused", failure);
            }
          });
    }

    @Override
    public void failed(VaneException failure) {
      drop();
      outcome.failed(failure);
    }

    private void drop() {
      entry.bytes().close();
      applier.unexpect();
      producer.ifPresent(producers::giveBack);
    }
  }
}
