package dev.vane.gateway.ingest;

import dev.vane.gateway.apply.BatchLabel;
import dev.vane.gateway.apply.TableApplier;
import dev.vane.gateway.apply.TableAppliers;
import dev.vane.gateway.producer.ProducerState;
import dev.vane.gateway.producer.ProducerStates;
import dev.vane.log.LogLane;
import dev.vane.spi.BatchDigest;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a stream's batches: a producer's own, which outlive the call, or, where nobody
 * numbers, those that the call gives out.
 */
final class Numbering implements AutoCloseable {
  private final @Nullable ProducerStates producers;
  private final @Nullable ProducerState state;
  private final long epoch;
  private final boolean raised;
  private final boolean returning;
  // Of a call without a producer.
  private long next;
  private long records;

  private Numbering(@Nullable ProducerStates producers, @Nullable ProducerState state, long epoch) {
    this.producers = producers;
    this.state = state;
    this.epoch = epoch;
    if (state == null || producers == null) {
      raised = false;
      returning = false;
      return;
    }
    boolean claimed = false;
    try {
      state.refresh();
      raised = state.claim(this, epoch);
      claimed = true;
    } finally {
      if (!claimed) {
        producers.giveBack(state);
      }
    }
    returning = state.isKnown();
  }

  /** Numbers that end with the call. */
  static Numbering ofCall() {
    return new Numbering(null, null, 0);
  }

  /**
   * A producer's numbers. The state is taken over.
   *
   * @throws dev.vane.spi.VaneException PRODUCER_FENCED or PRODUCER_BUSY
   */
  static Numbering of(ProducerStates producers, ProducerState state, long epoch) {
    return new Numbering(producers, state, epoch);
  }

  /** What is held while a batch is looked at and counted. */
  Object monitor() {
    return state == null ? this : state;
  }

  Optional<ProducerState> state() {
    return Optional.ofNullable(state);
  }

  Optional<String> producer() {
    return state().map(its -> its.key().id());
  }

  long epoch() {
    return epoch;
  }

  /** Whether the numbers are kept, so that batches can be told apart. */
  boolean isKept() {
    return state != null;
  }

  /** Whether the producer has written before. */
  boolean isReturning() {
    return returning;
  }

  /** Lets a raised epoch outlive a crash. */
  void recordEpoch(
      TableAppliers appliers, TableApplier applier, LogLane lane, StreamTarget target) {
    ProducerState its = state;
    if (its != null && raised && returning) {
      appliers.logEpoch(
          applier,
          lane,
          new BatchLabel(
              target.table(),
              target.stream(),
              Optional.of(its.key().id()),
              epoch,
              its.acceptedOffset(),
              BatchDigest.EMPTY,
              its.acceptedRecords(),
              0),
          its);
    }
  }

  /** The number of a batch that came. */
  long offset(byte @Nullable [] metadata) {
    return state == null ? next : BatchNumbers.offset(metadata);
  }

  /**
   * Whether the batch was accepted before, under the monitor.
   *
   * @throws dev.vane.spi.VaneException when it is neither that nor the next
   */
  boolean isRepetition(long offset, BatchDigest digest) {
    if (state == null) {
      return false;
    }
    state.requireWriter(this, epoch);
    if (state.isReplay(offset)) {
      state.requireSame(offset, digest);
      return true;
    }
    state.requireNext(offset);
    return false;
  }

  /** What can be acknowledged now. */
  Optional<BatchAck> durable() {
    return state()
        .filter(its -> its.durableOffset() >= 0)
        .map(its -> new BatchAck(its.durableOffset(), its.durableRecords(), OptionalLong.empty()));
  }

  long records() {
    return state == null ? records : state.acceptedRecords();
  }

  void accepted(long offset, long rows, BatchDigest digest) {
    if (state == null) {
      next++;
      records += rows;
    } else {
      state.accepted(offset, rows, digest);
    }
  }

  /** What was accepted and is not durable is lost. */
  void failed() {
    if (state != null) {
      state.failed();
    }
  }

  String lastDurable() {
    return state == null ? "What was acknowledged stays." : state.lastDurable();
  }

  @Override
  public void close() {
    if (state != null && producers != null) {
      state.leave(this);
      producers.giveBack(state);
    }
  }
}
