package dev.vane.gateway.pair;

import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.TableId;
import dev.vane.spi.TableWriter;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** One stream into both halves. Its receipt is the leader's. */
final class PairedWriter implements TableWriter {
  private final TableId table;
  private final TableWriter leader;
  private final TableWriter follower;
  private final JournalEntry entry;
  private final PairRepair repair;

  PairedWriter(
      TableId table,
      TableWriter leader,
      TableWriter follower,
      JournalEntry entry,
      PairRepair repair) {
    this.table = table;
    this.leader = leader;
    this.follower = follower;
    this.entry = entry;
    this.repair = repair;
  }

  @Override
  public void append(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    entry.append(batch, dictionaries);
    // A writer takes the buffers over, so the first one gets its own view of them.
    try (VectorSchemaRoot shared = batch.slice(0, batch.getRowCount())) {
      leader.append(shared, dictionaries);
    }
    follower.append(batch, dictionaries);
  }

  @Override
  public long heldBytes() {
    return leader.heldBytes() + follower.heldBytes();
  }

  @Override
  public void relieve() {
    leader.relieve();
    follower.relieve();
  }

  @Override
  public CommitReceipt commit(CommitMarks marks) {
    try {
      return repair.commit(table, entry, marks, leader, follower);
    } finally {
      close();
    }
  }

  @Override
  public void abort() {
    follower.abort();
    leader.abort();
    entry.discardUnlessSealed();
  }

  @Override
  public void close() {
    abort();
  }
}
