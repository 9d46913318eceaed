package dev.vane.gateway.pair;

import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.CrashPoint;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LogPosition;
import dev.vane.spi.Names;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits to both halves of a pair, and makes up for a commit that only the leader has. */
final class PairRepair {
  private static final Logger logger = LoggerFactory.getLogger(PairRepair.class);

  private final Storage leader;
  private final Storage follower;
  private final PairJournal journal;
  private final BufferAllocator allocator;

  /** What the follower lacks, by the key of the table; also the lock of the table's commits. */
  private final Map<TableId, Table> tables = new ConcurrentHashMap<>();

  private static final class Table {
    private PairJournal.@Nullable Pending lacking;
  }

  PairRepair(Storage leader, Storage follower, PairJournal journal, BufferAllocator allocator) {
    this.leader = leader;
    this.follower = follower;
    this.journal = journal;
    this.allocator = allocator;
  }

  /**
   * Brings all pairs to where both halves hold the same commits.
   *
   * @throws VaneException when a half does not take its rows
   */
  void all() {
    for (PairJournal.Pending pending : journal.pending()) {
      if (holds(leader, pending.sealed()) && !holds(follower, pending.sealed())) {
        logger.warn(
            "Position {} of {} is in {} alone; it goes into {} now",
            pending.sealed().position(),
            pending.sealed().table(),
            leader.name(),
            follower.name());
        replay(pending);
      }
      pending.entry().discard();
    }
  }

  /** Commits a stream: to the leader, then to the follower, and never to one of them for good. */
  CommitReceipt commit(
      TableId table, JournalEntry entry, CommitMarks marks, TableWriter first, TableWriter second) {
    Table pair = tables.computeIfAbsent(table.key(), key -> new Table());
    synchronized (pair) {
      makeUp(pair, table);
      JournalEntry.Sealed sealed = entry.seal(marks, marks.position().orElseGet(() -> next(table)));
      CrashPoint.reach("pair.sealed");
      CommitReceipt receipt;
      try {
        receipt = first.commit(sealed.marks());
      } catch (RuntimeException e) {
        if (!holds(leader, sealed)) {
          entry.discard();
        }
        throw e;
      }
      CrashPoint.reach("pair.leader");
      PairJournal.Pending pending = new PairJournal.Pending(entry, sealed);
      try {
        second.commit(sealed.marks());
      } catch (RuntimeException e) {
        logger.warn("{} did not take a commit that {} has", follower.name(), leader.name(), e);
        pair.lacking = pending;
        makeUp(pair, table);
      }
      CrashPoint.reach("pair.follower");
      entry.discard();
      return receipt;
    }
  }

  private void makeUp(Table pair, TableId table) {
    PairJournal.Pending lacking = pair.lacking;
    if (lacking == null) {
      return;
    }
    try {
      if (!holds(follower, lacking.sealed())) {
        replay(lacking);
      }
      lacking.entry().discard();
      pair.lacking = null;
    } catch (VaneException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "Rows of the table %s are in %s and not yet in %s, which does not take them (%s). They go in"
                  .formatted(Names.quoted(table.name()), leader.name(), follower.name(), e.code())
              + " before anything else does, at the latest when the gateway starts.",
          e);
    }
  }

  /** The position after the last one that either half has. */
  private LogPosition next(TableId table) {
    long last = Math.max(position(leader, table), position(follower, table));
    return new LogPosition(journal.log(), last + 1);
  }

  private long position(Storage half, TableId table) {
    return half.ledger(Halves.in(half, table)).position(journal.log()).orElse(0);
  }

  private static boolean holds(Storage half, JournalEntry.Sealed sealed) {
    return half.ledger(Halves.in(half, sealed.table()))
            .position(sealed.log())
            .orElse(Long.MIN_VALUE)
        >= sealed.position();
  }

  private void replay(PairJournal.Pending pending) {
    JournalEntry.Sealed sealed = pending.sealed();
    try (InputStream rows = pending.entry().open();
        TableWriter writer =
            follower.openWriter(
                Halves.in(follower, sealed.table()),
                sealed.streamSchema(),
                Halves.options(follower, sealed.writeOptions()))) {
      while (hasMore(rows)) {
        // Closing the source would close the file, which holds one stream for each batch.
        ArrowStreamReader reader = new ArrowStreamReader(rows, allocator);
        try {
          while (reader.loadNextBatch()) {
            writer.append(reader.getVectorSchemaRoot(), reader);
          }
        } finally {
          reader.close(false);
        }
      }
      writer.commit(sealed.marks());
    } catch (IOException e) {
      throw PairJournal.unreadable(journal.directory(), e);
    }
  }

  private static boolean hasMore(InputStream rows) throws IOException {
    rows.mark(1);
    boolean more = rows.read() >= 0;
    rows.reset();
    return more;
  }
}
