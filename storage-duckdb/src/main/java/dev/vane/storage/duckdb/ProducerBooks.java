package dev.vane.storage.duckdb;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.LogPosition;
import dev.vane.spi.Names;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the producers of one table and its logs stand, so that a commit can be held against them
 * without a query for each. The transaction of a stream may have begun before the newest commits
 * and would not see them; this process alone has the file, so what it committed is what there is.
 * Request ids, which are used once each, are looked up and not kept. Every method runs under the
 * table's lock.
 */
final class ProducerBooks {
  private @Nullable Map<ProducerKey, LedgerEntry> producers;
  private @Nullable Map<String, Long> positions;

  /**
   * Refuses marks that do not follow what the table has.
   *
   * @throws VaneException {@link ErrorCode#LEDGER_MOVED}
   */
  void require(DuckDbEngine engine, TableId table, CommitMarks marks) {
    if (marks.isEmpty()) {
      return;
    }
    try (EngineConnection connection = engine.connect()) {
      for (LedgerEntry entry : marks.entries()) {
        entry.requireFollows(newest(connection, table, entry.key()));
      }
      marks.position().ifPresent(position -> requireAhead(connection, table, position));
    }
  }

  /** Writes the marks in the transaction of the connection. */
  void record(EngineConnection connection, TableId table, long version, CommitMarks marks) {
    ProducerTable.record(connection, table, version, marks.entries());
    marks.position().ifPresent(position -> ProducerTable.record(connection, table, position));
  }

  /** The transaction with the marks has been committed. */
  void committed(CommitMarks marks) {
    Map<ProducerKey, LedgerEntry> known = producers;
    if (known != null) {
      marks.entries().stream()
          .filter(entry -> entry.key().kind() == ProducerKey.Kind.PRODUCER)
          .forEach(entry -> known.put(entry.key(), withoutDigests(entry)));
    }
    Map<String, Long> reached = positions;
    if (reached != null) {
      marks.position().ifPresent(position -> reached.put(position.log(), position.position()));
    }
  }

  /** What is on disk may be more than was reported, and is read again. */
  void forget() {
    producers = null;
    positions = null;
  }

  private Optional<LedgerEntry> newest(
      EngineConnection connection, TableId table, ProducerKey key) {
    if (key.kind() == ProducerKey.Kind.REQUEST) {
      return ProducerTable.newest(connection, table, key).map(commit -> commit.entry());
    }
    Map<ProducerKey, LedgerEntry> known = producers;
    if (known == null) {
      known = new HashMap<>();
      for (LedgerEntry entry : ProducerTable.producers(connection, table).values()) {
        known.put(entry.key(), withoutDigests(entry));
      }
      producers = known;
    }
    return Optional.ofNullable(known.get(key));
  }

  private void requireAhead(EngineConnection connection, TableId table, LogPosition position) {
    Map<String, Long> reached = positions;
    if (reached == null) {
      reached = ProducerTable.positions(connection, table);
      positions = reached;
    }
    Long last = reached.get(position.log());
    if (last != null && last >= position.position()) {
      throw new VaneException(
          ErrorCode.LEDGER_MOVED,
          "The table %s holds the log up to position %d already, and the commit is of position %d."
              .formatted(Names.quoted(table.name()), last, position.position()));
    }
  }

  private static LedgerEntry withoutDigests(LedgerEntry entry) {
    return new LedgerEntry(
        entry.key(),
        entry.epoch(),
        entry.firstOffset(),
        entry.lastOffset(),
        entry.rows(),
        entry.records(),
        entry.bytes(),
        entry.digest(),
        List.of());
  }
}
