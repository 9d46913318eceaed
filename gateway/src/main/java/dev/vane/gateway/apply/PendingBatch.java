package dev.vane.gateway.apply;

import dev.vane.gateway.producer.ProducerState;
import dev.vane.log.LogEntry;
import dev.vane.spi.VaneException;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A batch that waits for its table. It is in the log, or, where the acknowledgement comes after the
 * table's commit, only in memory. Owns its bytes if it has them; those of the log can be read
 * again.
 */
final class PendingBatch {
  private final EntryHead head;
  private final Optional<LogEntry> entry;
  private final Optional<ProducerState> producer;
  private final Outcome outcome;
  private @Nullable ArrowBuf bytes;

  /** Hears what became of the batch, on the applier's thread. */
  interface Outcome {
    /** Its rows are in the table, by the commit that made this version. */
    void applied(long version);

    /** Its rows are not in the table and never will be by this attempt. */
    void refused(VaneException failure);

    /** What has failed of the same sender before, so that this must not be applied. */
    default Optional<VaneException> failedBefore() {
      return Optional.empty();
    }

    /** Who sent it. */
    default Object sender() {
      return this;
    }
  }

  PendingBatch(
      EntryHead head,
      Optional<LogEntry> entry,
      Optional<ProducerState> producer,
      @Nullable ArrowBuf bytes,
      Outcome outcome) {
    this.head = head;
    this.entry = entry;
    this.producer = producer;
    this.bytes = bytes;
    this.outcome = outcome;
  }

  EntryHead head() {
    return head;
  }

  Optional<ProducerState> producer() {
    return producer;
  }

  Optional<VaneException> failedBefore() {
    return outcome.failedBefore();
  }

  Object sender() {
    return outcome.sender();
  }

  boolean isLogged() {
    return entry.isPresent();
  }

  OptionalLong position() {
    return entry.isPresent() ? OptionalLong.of(entry.get().position()) : OptionalLong.empty();
  }

  /** The batch's bytes, read again from the log if need be; the caller closes what it gets. */
  ArrowBuf bytes(BufferAllocator allocator) {
    ArrowBuf held = bytes;
    if (held != null) {
      held.getReferenceManager().retain();
      return held;
    }
    LogEntry logged = entry.orElseThrow();
    ArrowBuf read = allocator.buffer(logged.length());
    boolean done = false;
    try {
      logged.read(read.nioBuffer(0, logged.length()).order(ByteOrder.BIG_ENDIAN));
      read.writerIndex(logged.length());
      done = true;
      return read;
    } finally {
      if (!done) {
        read.close();
      }
    }
  }

  void applied(long version) {
    producer.ifPresent(state -> state.applied(head.offset()));
    outcome.applied(version);
    entry.ifPresent(LogEntry::release);
    free();
  }

  void refused(VaneException failure) {
    outcome.refused(failure);
    free();
  }

  /** Gives the bytes back; the log keeps its own. */
  void free() {
    ArrowBuf held = bytes;
    if (held != null) {
      held.close();
      bytes = null;
    }
  }
}
