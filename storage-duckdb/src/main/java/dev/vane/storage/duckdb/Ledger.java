package dev.vane.storage.duckdb;

import dev.vane.duckdb.DuckDbReadSession;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The books, in a schema of their own in the same file, so that a stream's rows and its entry are
 * one transaction. A table exists for clients once it has an entry. Entries are only added, never
 * changed: DuckDB lets concurrent transactions add to one table, and makes them conflict when they
 * change a row. A table that is made for streams that have not committed yet is listed as pending;
 * a crash leaves it listed, and the next start drops it.
 */
final class Ledger {
  static final String SCHEMA = "_vane";

  private static final String COMMITS =
      DuckDbDialect.INSTANCE.path(DuckDbStorage.NAME, SCHEMA, "commits");
  private static final String PENDING =
      DuckDbDialect.INSTANCE.path(DuckDbStorage.NAME, SCHEMA, "pending");

  /**
   * The newest entry of a table.
   *
   * @param table as it was spelled when it was made
   * @param totalRows rows of the table at this version
   */
  record Entry(TableId table, long version, long totalRows) {}

  private Ledger() {}

  static void create(EngineConnection connection) {
    connection.execute(
        "CREATE SCHEMA IF NOT EXISTS " + DuckDbDialect.INSTANCE.path(DuckDbStorage.NAME, SCHEMA));
    connection.execute(
        "CREATE TABLE IF NOT EXISTS "
            + COMMITS
            + " (schema_key VARCHAR, table_key VARCHAR, schema_name VARCHAR, table_name VARCHAR,"
            + " version BIGINT, rows BIGINT, total_rows BIGINT, bytes BIGINT,"
            + " committed_at TIMESTAMP WITH TIME ZONE)");
    connection.execute(
        "CREATE TABLE IF NOT EXISTS " + PENDING + " (schema_name VARCHAR, table_name VARCHAR)");
    ProducerTable.create(connection);
  }

  /** Adds an entry, in the transaction of the connection. */
  static void record(
      EngineConnection connection, TableId table, long version, long rows, long total, long bytes) {
    connection.update(
        "INSERT INTO " + COMMITS + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        table.key().schema(),
        table.key().name(),
        table.schema(),
        table.name(),
        version,
        rows,
        total,
        bytes,
        Instant.now());
  }

  /** The newest entry of every table. */
  static List<Entry> newest(EngineConnection connection) {
    return connection.query(
        "SELECT schema_name, table_name, version, total_rows FROM "
            + COMMITS
            + " QUALIFY row_number() OVER (PARTITION BY schema_key, table_key"
            + " ORDER BY version DESC) = 1",
        Ledger::entry);
  }

  /** Makes the session take its view of the file, if it has none yet. */
  static void touch(DuckDbReadSession session) {
    session.bind("FROM " + COMMITS);
  }

  /** The newest entry of a table in a session's view. */
  static Optional<Entry> newest(DuckDbReadSession session, TableId table) {
    return session.first(
        "SELECT schema_name, table_name, version, total_rows FROM "
            + COMMITS
            + " WHERE schema_key = ? AND table_key = ? ORDER BY version DESC LIMIT 1",
        Ledger::entry,
        table.key().schema(),
        table.key().name());
  }

  /**
   * Throws away entries that later ones have replaced.
   *
   * @param replayWindow how many of its last batches a producer may send again
   */
  static void prune(EngineConnection connection, long replayWindow) {
    ProducerTable.prune(connection, replayWindow);
    connection.update(
        "DELETE FROM "
            + COMMITS
            + " AS old WHERE old.version < (SELECT max(newer.version) FROM "
            + COMMITS
            + " AS newer WHERE newer.schema_key = old.schema_key"
            + " AND newer.table_key = old.table_key)");
  }

  static void addPending(EngineConnection connection, TableId table) {
    connection.update("INSERT INTO " + PENDING + " VALUES (?, ?)", table.schema(), table.name());
  }

  static void removePending(EngineConnection connection, TableId table) {
    connection.update(
        "DELETE FROM " + PENDING + " WHERE schema_name = ? AND table_name = ?",
        table.schema(),
        table.name());
  }

  /** Of all tables. */
  static void removePending(EngineConnection connection) {
    connection.execute("DELETE FROM " + PENDING);
  }

  static List<TableId> pending(EngineConnection connection) {
    return connection.query(
        "SELECT schema_name, table_name FROM " + PENDING,
        row -> new TableId(DuckDbStorage.NAME, row.getString(1), row.getString(2)));
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        new TableId(DuckDbStorage.NAME, row.getString(1), row.getString(2)),
        row.getLong(3),
        row.getLong(4));
  }
}
