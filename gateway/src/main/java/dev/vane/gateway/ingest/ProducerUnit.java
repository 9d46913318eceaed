package dev.vane.gateway.ingest;

import dev.vane.gateway.producer.BatchDigests;
import dev.vane.gateway.producer.ProducerState;
import dev.vane.gateway.producer.ProducerStates;
import dev.vane.spi.BatchDigest;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.Names;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.VaneException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * A producer's stream that is acknowledged at its end: its batches are one unit under the last of
 * their offsets. Batches that the table has already are compared and passed over. Of a long unit
 * only the last batches are known one by one; one that begins before those has to be repeated from
 * its beginning, and is then compared as a whole.
 */
final class ProducerUnit implements StreamUnit {
  private final ProducerStates producers;
  private final ProducerState state;
  private final BatchDigests digester;
  private final long epoch;
  private final long window;
  private final long base;
  private final long baseRecords;
  private final Deque<BatchDigest> digests = new ArrayDeque<>();
  private BatchDigest digest = BatchDigest.EMPTY;
  private long last;
  private long lastRepeated = -1;
  private @Nullable LedgerEntry compared;
  private BatchDigest comparedDigest = BatchDigest.EMPTY;

  /**
   * The state is taken over.
   *
   * @param settle waits until what went through the log for the table is in it
   */
  ProducerUnit(
      ProducerStates producers,
      ProducerState state,
      BatchDigests digester,
      long epoch,
      long window,
      Runnable settle) {
    this.producers = producers;
    this.state = state;
    this.digester = digester;
    this.epoch = epoch;
    this.window = window;
    boolean claimed = false;
    try {
      state.claim(this, epoch);
      settle.run();
      claimed = true;
    } finally {
      if (!claimed) {
        state.leave(this);
        producers.giveBack(state);
      }
    }
    state.refresh();
    base = state.acceptedOffset();
    baseRecords = state.acceptedRecords();
    last = base;
  }

  @Override
  public boolean isKnown() {
    return state.isKnown();
  }

  @Override
  public boolean take(VectorSchemaRoot rows, byte @Nullable [] metadata) {
    long offset = BatchNumbers.offset(metadata);
    state.requireWriter(this, epoch);
    BatchDigest content = digester.digest(rows);
    if (offset <= base) {
      repeat(offset, content);
      return false;
    }
    requireComparedWhole();
    if (offset <= last) {
      requireSameInStream(offset, content);
      return false;
    }
    if (offset != last + 1) {
      throw new VaneException(
          ErrorCode.OFFSET_GAP,
          "The batch has offset_id %d, and the next of %s in this stream is %d. %s Send the stream again from there."
              .formatted(offset, Names.quoted(state.key().id()), last + 1, lastDurable()));
    }
    last = offset;
    digest = digest.then(content);
    digests.add(content);
    if (digests.size() > window) {
      digests.removeFirst();
    }
    return true;
  }

  private void repeat(long offset, BatchDigest content) {
    lastRepeated = offset;
    LedgerEntry open = compared;
    if (open != null && offset <= open.lastOffset()) {
      comparedDigest = comparedDigest.then(content);
      if (offset == open.lastOffset()) {
        compared = null;
        if (!open.digest().equals(comparedDigest)) {
          throw state.reused(offset);
        }
      }
      return;
    }
    Optional<BatchDigest> before = state.digest(offset);
    if (before.isPresent()) {
      state.requireSame(offset, content);
      return;
    }
    LedgerEntry entry =
        state
            .covering(offset)
            .map(RecordedCommit::entry)
            .filter(unit -> unit.firstOffset() == offset)
            .orElseThrow(() -> state.expired(offset));
    compared = entry;
    comparedDigest = BatchDigest.EMPTY.then(content);
  }

  private void requireComparedWhole() {
    LedgerEntry open = compared;
    if (open != null) {
      throw state.expired(open.firstOffset());
    }
  }

  private void requireSameInStream(long offset, BatchDigest content) {
    long index = offset - (last - digests.size() + 1);
    if (index < 0) {
      throw state.expired(offset);
    }
    if (!List.copyOf(digests).get((int) index).equals(content)) {
      throw state.reused(offset);
    }
  }

  @Override
  public CommitMarks marks(long rows, long bytes) {
    state.requireWriter(this, epoch);
    if (last == base) {
      return CommitMarks.NONE;
    }
    return CommitMarks.of(
        new LedgerEntry(
            state.key(),
            epoch,
            base + 1,
            last,
            rows,
            baseRecords + rows,
            bytes,
            digest,
            List.copyOf(digests)));
  }

  @Override
  public Optional<RecordedCommit> repeated() {
    requireComparedWhole();
    return last > base || lastRepeated < 0 ? Optional.empty() : state.covering(lastRepeated);
  }

  @Override
  public void committed() {
    state.refresh();
  }

  @Override
  public String lastDurable() {
    return state.lastDurable();
  }

  @Override
  public void close() {
    state.leave(this);
    producers.giveBack(state);
  }
}
