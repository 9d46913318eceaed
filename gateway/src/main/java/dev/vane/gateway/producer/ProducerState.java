package dev.vane.gateway.producer;

import dev.vane.spi.BatchDigest;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.Names;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.spi.VaneException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where one producer of one table stands: what was accepted, what of it is durable, and who writes
 * for it. Accepted runs ahead of durable while batches are on their way to the disk; what was
 * accepted and then failed is taken back. Batches that the table's ledger does not have yet are
 * known here by their digests; for older ones the ledger is asked. Callers hold the object's
 * monitor where they do several steps as one.
 */
public final class ProducerState {
  private final TableId table;
  private final ProducerKey key;
  private final TableLedger ledger;
  private final long replayWindow;
  private long epoch;
  private long acceptedOffset = -1;
  private long acceptedRecords;
  private long durableOffset = -1;
  private long durableRecords;
  private long appliedOffset = -1;
  private boolean known;
  private boolean opened;
  private final Deque<BatchDigest> recent = new ArrayDeque<>();
  private @Nullable Object writer;
  // Guarded by the ProducerStates.
  int references;

  ProducerState(TableId table, ProducerKey key, TableLedger ledger, long replayWindow) {
    this.table = table;
    this.key = key;
    this.ledger = ledger;
    this.replayWindow = replayWindow;
  }

  /** Reads the table's ledger, once; whoever comes meanwhile waits for it. */
  synchronized void open() {
    if (!opened) {
      refresh();
      opened = true;
    }
  }

  /** Takes in what the table's ledger has that is newer: another gateway may have committed. */
  public synchronized void refresh() {
    Optional<RecordedCommit> newest = ledger.newest(key);
    if (newest.isEmpty()) {
      return;
    }
    LedgerEntry entry = newest.get().entry();
    known = true;
    epoch = Math.max(epoch, entry.epoch());
    if (entry.lastOffset() > acceptedOffset) {
      acceptedOffset = entry.lastOffset();
      acceptedRecords = entry.records();
      recent.clear();
    }
    if (entry.lastOffset() > durableOffset) {
      durableOffset = entry.lastOffset();
      durableRecords = entry.records();
    }
    applied(entry.lastOffset());
  }

  public ProducerKey key() {
    return key;
  }

  public TableId table() {
    return table;
  }

  public synchronized long epoch() {
    return epoch;
  }

  /** The last offset that was accepted; −1 for none. */
  public synchronized long acceptedOffset() {
    return acceptedOffset;
  }

  public synchronized long acceptedRecords() {
    return acceptedRecords;
  }

  /** The last offset on disk; −1 for none. */
  public synchronized long durableOffset() {
    return durableOffset;
  }

  /** Rows on disk. */
  public synchronized long durableRecords() {
    return durableRecords;
  }

  /** Whether anything of the producer is durable. */
  public synchronized boolean isKnown() {
    return known;
  }

  /** Whether nothing is on its way. */
  public synchronized boolean isSettled() {
    return acceptedOffset == durableOffset;
  }

  /**
   * Makes somebody the producer's writer. A higher epoch takes over; what the older one has on its
   * way is waited for first.
   *
   * @return whether the epoch is higher than that of a writer before
   * @throws VaneException {@link ErrorCode#PRODUCER_FENCED}, {@link ErrorCode#PRODUCER_BUSY}
   */
  public synchronized boolean claim(Object newWriter, long newEpoch) {
    if (newEpoch < epoch) {
      throw fenced(newEpoch);
    }
    if (writer != null && newEpoch == epoch) {
      throw new VaneException(
          ErrorCode.PRODUCER_BUSY,
          "Another call writes for %s with epoch %d. Wait until it has ended, or take over with a higher epoch. %s"
              .formatted(Names.quoted(key.id()), epoch, lastDurable()));
    }
    boolean raised = newEpoch > epoch;
    epoch = newEpoch;
    writer = newWriter;
    awaitSettled();
    requireWriter(newWriter, newEpoch);
    return raised;
  }

  /** Gives the producer up, if the caller has it. */
  public synchronized void leave(Object oldWriter) {
    if (writer == oldWriter) {
      writer = null;
    }
    notifyAll();
  }

  /**
   * Requires that somebody is still the producer's writer.
   *
   * @throws VaneException {@link ErrorCode#PRODUCER_FENCED}
   */
  public synchronized void requireWriter(Object expected, long itsEpoch) {
    if (writer != expected) {
      throw fenced(itsEpoch);
    }
  }

  /** Whether an offset was accepted before. */
  public synchronized boolean isReplay(long offset) {
    return offset <= acceptedOffset;
  }

  /**
   * Requires that a batch follows what was accepted.
   *
   * @throws VaneException {@link ErrorCode#OFFSET_GAP}
   */
  public synchronized void requireNext(long offset) {
    if (offset != acceptedOffset + 1) {
      throw new VaneException(
          ErrorCode.OFFSET_GAP,
          "The batch has offset_id %d, and the next of %s is %d: batches between were not received. %s Send on from there."
              .formatted(offset, Names.quoted(key.id()), acceptedOffset + 1, lastDurable()));
    }
  }

  /**
   * The digest of a batch that was accepted before.
   *
   * @return empty if it is no longer kept
   */
  public synchronized Optional<BatchDigest> digest(long offset) {
    long firstRecent = acceptedOffset - recent.size() + 1;
    if (offset >= firstRecent && offset <= acceptedOffset) {
      Iterator<BatchDigest> newestFirst = recent.descendingIterator();
      for (long index = acceptedOffset; index > offset; index--) {
        newestFirst.next();
      }
      return Optional.of(newestFirst.next());
    }
    return covering(offset).flatMap(commit -> commit.entry().digest(offset));
  }

  /** The commit that has a batch, if it is applied and kept. */
  public synchronized Optional<RecordedCommit> covering(long offset) {
    // What the ledger still has beyond the window may go at any moment.
    return ledger
        .covering(key, offset)
        .filter(commit -> commit.entry().lastOffset() > durableOffset - replayWindow);
  }

  /**
   * Requires that a repeated batch is what it was.
   *
   * @throws VaneException {@link ErrorCode#OFFSET_REUSED}, {@link ErrorCode#REPLAY_EXPIRED}
   */
  public synchronized void requireSame(long offset, BatchDigest digest) {
    Optional<BatchDigest> before = digest(offset);
    if (before.isEmpty()) {
      throw expired(offset);
    }
    if (!before.get().equals(digest)) {
      throw reused(offset);
    }
  }

  public synchronized VaneException expired(long offset) {
    return new VaneException(
        ErrorCode.REPLAY_EXPIRED,
        "The batch of offset_id %d is older than what is kept to compare it with (limits.replay_window), so it is neither answered nor applied again. %s Send on from there."
            .formatted(offset, lastDurable()));
  }

  public synchronized VaneException reused(long offset) {
    return new VaneException(
        ErrorCode.OFFSET_REUSED,
        "The offset_id %d of %s was used for other rows. Number new rows on. %s"
            .formatted(offset, Names.quoted(key.id()), lastDurable()));
  }

  /** A batch is on its way to the disk. */
  public synchronized void accepted(long offset, long rows, BatchDigest digest) {
    acceptedOffset = offset;
    acceptedRecords += rows;
    recent.add(digest);
  }

  /** A batch is on disk. */
  public synchronized void durable(long offset, long records) {
    known = true;
    if (offset > durableOffset) {
      durableOffset = offset;
      durableRecords = records;
    }
    if (isSettled()) {
      notifyAll();
    }
  }

  /** What was on its way has failed, all of it. */
  public synchronized void failed() {
    while (acceptedOffset > durableOffset && !recent.isEmpty()) {
      recent.removeLast();
      acceptedOffset--;
    }
    acceptedOffset = durableOffset;
    acceptedRecords = durableRecords;
    notifyAll();
  }

  /** The table's ledger has the batches up to here; it is asked for them from now on. */
  public synchronized void applied(long offset) {
    appliedOffset = Math.max(appliedOffset, offset);
    while (recent.size() > acceptedOffset - appliedOffset && !recent.isEmpty()) {
      recent.removeFirst();
    }
  }

  /** A batch that an earlier process put into the log. */
  public synchronized void recovered(long itsEpoch, long offset, long records, BatchDigest digest) {
    epoch = Math.max(epoch, itsEpoch);
    known = true;
    if (offset == acceptedOffset + 1) {
      acceptedOffset = offset;
      acceptedRecords = records;
      durableOffset = offset;
      durableRecords = records;
      recent.add(digest);
    }
  }

  /** The end of a message: where the producer can go on. */
  public synchronized String lastDurable() {
    return durableOffset < 0
        ? "Nothing of it is durable yet."
        : "Durable last is offset %d, %,d rows.".formatted(durableOffset, durableRecords);
  }

  private VaneException fenced(long itsEpoch) {
    return new VaneException(
        ErrorCode.PRODUCER_FENCED,
        "Epoch %d of %s is no longer its writer: epoch %d is. Stop here, or take over with a higher one. %s"
            .formatted(itsEpoch, Names.quoted(key.id()), epoch, lastDurable()));
  }

  private void awaitSettled() {
    try {
      while (!isSettled()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      writer = null;
      throw new VaneException(
          ErrorCode.SHUTTING_DOWN, "The gateway is stopping; send the stream again later.", e);
    }
  }
}
