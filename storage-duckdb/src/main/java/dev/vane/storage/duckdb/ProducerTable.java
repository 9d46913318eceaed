package dev.vane.storage.duckdb;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ledger.EntryColumns;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.LogPosition;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The books' part about producers and logs. Like the commits it is only ever added to, so that
 * commits to different tables don't conflict; the newest row of a key counts.
 */
final class ProducerTable {
  private static final String PRODUCERS =
      DuckDbDialect.INSTANCE.path(DuckDbStorage.NAME, Ledger.SCHEMA, "producers");
  private static final String POSITIONS =
      DuckDbDialect.INSTANCE.path(DuckDbStorage.NAME, Ledger.SCHEMA, "log_positions");
  private static final String READ_COLUMNS =
      EntryColumns.NAMES + ", version, epoch_us(committed_at)";
  private static final String OF_TABLE = " WHERE schema_key = ? AND table_key = ?";
  private static final String OF_KEY = OF_TABLE + " AND " + EntryColumns.OF_KEY;
  private static final String NEWEST_FIRST = " ORDER BY last_offset DESC, epoch DESC";

  // A commit of the log's applier may have an entry for each of a thousand producers. One statement
  // for each would take longer than the rows do; one for all would have to be parsed whole.
  private static final int ROWS_PER_STATEMENT = 64;
  private static final String VALUES = "(" + "?, ".repeat(EntryColumns.COUNT + 3) + "?)";

  private ProducerTable() {}

  static void create(EngineConnection connection) {
    connection.execute(
        "CREATE TABLE IF NOT EXISTS "
            + PRODUCERS
            + " (schema_key VARCHAR, table_key VARCHAR, "
            + EntryColumns.DEFINITIONS
            + ", version BIGINT, committed_at TIMESTAMP WITH TIME ZONE)");
    connection.execute(
        "CREATE TABLE IF NOT EXISTS "
            + POSITIONS
            + " (schema_key VARCHAR, table_key VARCHAR, log VARCHAR, position BIGINT)");
  }

  /** Adds entries, in the transaction of the connection. */
  static void record(
      EngineConnection connection, TableId table, long version, List<LedgerEntry> entries) {
    Instant now = Instant.now();
    for (int from = 0; from < entries.size(); from += ROWS_PER_STATEMENT) {
      List<LedgerEntry> some =
          entries.subList(from, Math.min(entries.size(), from + ROWS_PER_STATEMENT));
      List<@Nullable Object> values = new ArrayList<>();
      for (LedgerEntry entry : some) {
        values.addAll(values(table, version, entry, now));
      }
      connection.update(
          "INSERT INTO %s VALUES %s%s"
              .formatted(PRODUCERS, VALUES, (", " + VALUES).repeat(some.size() - 1)),
          values.toArray());
    }
  }

  private static List<Object> values(TableId table, long version, LedgerEntry entry, Instant now) {
    List<Object> values = new ArrayList<>(List.of(table.key().schema(), table.key().name()));
    values.addAll(EntryColumns.values(entry));
    values.add(version);
    values.add(now);
    return values;
  }

  static void record(EngineConnection connection, TableId table, LogPosition position) {
    connection.update(
        "INSERT INTO " + POSITIONS + " VALUES (?, ?, ?, ?)",
        table.key().schema(),
        table.key().name(),
        position.log(),
        position.position());
  }

  static Optional<RecordedCommit> newest(
      EngineConnection connection, TableId table, ProducerKey key) {
    return connection.first(
        "SELECT " + READ_COLUMNS + " FROM " + PRODUCERS + OF_KEY + NEWEST_FIRST + " LIMIT 1",
        ProducerTable::commit,
        keyValues(table, key));
  }

  static Optional<RecordedCommit> covering(
      EngineConnection connection, TableId table, ProducerKey key, long offset) {
    List<Object> values = new ArrayList<>(List.of(keyValues(table, key)));
    values.add(offset);
    values.add(offset);
    return connection.first(
        "SELECT "
            + READ_COLUMNS
            + " FROM "
            + PRODUCERS
            + OF_KEY
            + " AND first_offset <= ? AND last_offset >= ? LIMIT 1",
        ProducerTable::commit,
        values.toArray());
  }

  /** The newest entry of every producer of a table; not of request ids, which are too many. */
  static Map<ProducerKey, LedgerEntry> producers(EngineConnection connection, TableId table) {
    Map<ProducerKey, LedgerEntry> newest = new HashMap<>();
    connection
        .query(
            "SELECT "
                + READ_COLUMNS
                + " FROM "
                + PRODUCERS
                + OF_TABLE
                + " AND kind = ? QUALIFY row_number() OVER (PARTITION BY stream, id"
                + NEWEST_FIRST
                + ") = 1",
            ProducerTable::commit,
            table.key().schema(),
            table.key().name(),
            ProducerKey.Kind.PRODUCER.name())
        .forEach(commit -> newest.put(commit.entry().key(), commit.entry()));
    return newest;
  }

  static Map<String, Long> positions(EngineConnection connection, TableId table) {
    Map<String, Long> positions = new HashMap<>();
    connection
        .query(
            "SELECT log, max(position) FROM " + POSITIONS + OF_TABLE + " GROUP BY log",
            row -> Map.entry(row.getString(1), row.getLong(2)),
            table.key().schema(),
            table.key().name())
        .forEach(entry -> positions.put(entry.getKey(), entry.getValue()));
    return positions;
  }

  /** Schema and name, in lower case, of the tables that have a key; the last committed first. */
  static List<TableId> tablesOf(EngineConnection connection, ProducerKey key) {
    return connection.query(
        "SELECT schema_key, table_key FROM "
            + PRODUCERS
            + " WHERE "
            + EntryColumns.OF_KEY
            + " GROUP BY ALL ORDER BY max(committed_at) DESC",
        row -> new TableId(DuckDbStorage.NAME, row.getString(1), row.getString(2)),
        EntryColumns.ofKey(key).toArray());
  }

  /** Throws away what nobody can ask for any more. */
  static void prune(EngineConnection connection, long replayWindow) {
    connection.update(
        ("DELETE FROM %1$s AS old WHERE old.last_offset <= (SELECT max(newer.last_offset) - ? FROM"
                + " %1$s AS newer WHERE newer.schema_key = old.schema_key AND newer.table_key ="
                + " old.table_key AND newer.stream = old.stream AND newer.kind = old.kind AND"
                + " newer.id = old.id)")
            .formatted(PRODUCERS),
        replayWindow);
    connection.update(
        ("DELETE FROM %1$s AS old WHERE old.position < (SELECT max(newer.position) FROM %1$s AS"
                + " newer WHERE newer.schema_key = old.schema_key AND newer.table_key ="
                + " old.table_key AND newer.log = old.log)")
            .formatted(POSITIONS));
  }

  private static Object[] keyValues(TableId table, ProducerKey key) {
    List<Object> values = new ArrayList<>(List.of(table.key().schema(), table.key().name()));
    values.addAll(EntryColumns.ofKey(key));
    return values.toArray();
  }

  private static RecordedCommit commit(ResultSet row) throws SQLException {
    Instant committedAt = Instant.EPOCH.plus(row.getLong(13), ChronoUnit.MICROS);
    return new RecordedCommit(EntryColumns.read(row), row.getLong(12), committedAt);
  }
}
