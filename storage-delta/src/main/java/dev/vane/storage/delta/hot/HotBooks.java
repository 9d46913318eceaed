package dev.vane.storage.delta.hot;

import dev.vane.duckdb.DuckDbReadSession;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ledger.EntryColumns;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.LogPosition;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.TableId;
import dev.vane.storage.delta.schema.SchemaJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The books of the hot file, written in the transactions that write its rows: which segments there
 * are, what of which producer each of them has, and how far each table holds the gateway's log.
 * Segments take their producers' entries with them when they go; positions stay, because the log
 * may still have what they stand for.
 */
public final class HotBooks {
  static final String BACKEND = "delta";
  private static final String SEGMENTS = path("segments");
  private static final String ENTRIES = path("entries");
  private static final String POSITIONS = path("positions");
  private static final String NUMBERS = path("numbers");
  private static final String SEGMENT_COLUMNS =
      "number, schema_name, table_name, columns, rows, bytes, batches, commits, since";
  private static final String ENTRY_COLUMNS = EntryColumns.NAMES + ", committed_at";
  private static final String OF_TABLE = " WHERE schema_key = ? AND table_key = ?";
  private static final String OF_KEY = " AND " + EntryColumns.OF_KEY;

  private HotBooks() {}

  /** An entry with the time of its commit. */
  public record Recorded(LedgerEntry entry, Instant committedAt) {}

  private static String path(String table) {
    return DuckDbDialect.INSTANCE.path(HotFile.CATALOG, "main", table);
  }

  static void create(EngineConnection connection) {
    connection.execute("CREATE SEQUENCE IF NOT EXISTS " + NUMBERS);
    connection.execute(
        "CREATE TABLE IF NOT EXISTS "
            + SEGMENTS
            + " (number BIGINT, schema_key VARCHAR, table_key VARCHAR, schema_name VARCHAR,"
            + " table_name VARCHAR, columns VARCHAR, rows BIGINT, bytes BIGINT, batches BIGINT,"
            + " commits BIGINT, since BIGINT)");
    connection.execute(
        "CREATE TABLE IF NOT EXISTS "
            + ENTRIES
            + " (number BIGINT, schema_key VARCHAR, table_key VARCHAR, "
            + EntryColumns.DEFINITIONS
            + ", committed_at BIGINT)");
    connection.execute(
        "CREATE TABLE IF NOT EXISTS "
            + POSITIONS
            + " (schema_key VARCHAR, table_key VARCHAR, log VARCHAR, position BIGINT)");
  }

  /** All segments of all tables, the oldest first. */
  public static List<HotSegment> segments(EngineConnection connection) {
    return connection.query(
        "SELECT " + SEGMENT_COLUMNS + " FROM " + SEGMENTS + " ORDER BY number", HotBooks::segment);
  }

  /** The segments of a table in the view of a session, the oldest first. */
  public static List<HotSegment> segments(DuckDbReadSession session, TableId table) {
    return session.query(
        "SELECT " + SEGMENT_COLUMNS + " FROM " + SEGMENTS + OF_TABLE + " ORDER BY number",
        HotBooks::segment,
        table.key().schema(),
        table.key().name());
  }

  /**
   * Makes an empty segment, in a transaction of its own.
   *
   * @param like its table, columns and time
   * @param above what its number has to be greater than: a file that was put back from an older
   *     copy would give numbers again
   * @return with its number
   */
  public static HotSegment add(EngineConnection connection, HotSegment like, long above) {
    connection.begin();
    long number;
    do {
      number = nextNumber(connection);
    } while (number <= above);
    HotSegment made =
        new HotSegment(number, like.table(), like.columns(), 0, 0, 0, 0, like.since());
    connection.execute(made.createStatement());
    connection.update(
        "INSERT INTO " + SEGMENTS + " VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?)",
        number,
        made.table().key().schema(),
        made.table().key().name(),
        made.table().schema(),
        made.table().name(),
        SchemaJson.write(made.columns()),
        micros(made.since()));
    connection.commit();
    return made;
  }

  private static long nextNumber(EngineConnection connection) {
    String sequence = DuckDbDialect.INSTANCE.literal(NUMBERS);
    return connection
        .first("SELECT nextval(" + sequence + ")", row -> row.getLong(1))
        .orElseThrow();
  }

  /**
   * Records what a commit adds to a segment, in the connection's transaction.
   *
   * @return the segment after it
   */
  public static HotSegment record(
      EngineConnection connection,
      HotSegment segment,
      long rows,
      long bytes,
      List<LedgerEntry> entries,
      Optional<LogPosition> position) {
    long batches =
        Math.max(
            1,
            entries.stream()
                .mapToLong(entry -> entry.lastOffset() - entry.firstOffset() + 1)
                .sum());
    HotSegment after = segment.plus(rows, bytes, batches);
    connection.update(
        "UPDATE "
            + SEGMENTS
            + " SET rows = ?, bytes = ?, batches = ?, commits = ? WHERE number = ?",
        after.rows(),
        after.bytes(),
        after.batches(),
        after.commits(),
        after.number());
    TableId table = segment.table().key();
    long now = micros(Instant.now());
    for (LedgerEntry entry : entries) {
      List<Object> values = new ArrayList<>(List.of(after.number(), table.schema(), table.name()));
      values.addAll(EntryColumns.values(entry));
      values.add(now);
      connection.update(
          "INSERT INTO " + ENTRIES + " VALUES (" + "?, ".repeat(EntryColumns.COUNT + 3) + "?)",
          values.toArray());
    }
    position.ifPresent(reached -> record(connection, table, reached));
    return after;
  }

  private static void record(EngineConnection connection, TableId key, LogPosition position) {
    long changed =
        connection.update(
            "UPDATE " + POSITIONS + " SET position = ?" + OF_TABLE + " AND log = ?",
            position.position(),
            key.schema(),
            key.name(),
            position.log());
    if (changed == 0) {
      connection.update(
          "INSERT INTO " + POSITIONS + " VALUES (?, ?, ?, ?)",
          key.schema(),
          key.name(),
          position.log(),
          position.position());
    }
  }

  /** Removes segments with their entries, in a transaction of its own. */
  public static void remove(EngineConnection connection, List<HotSegment> segments) {
    connection.begin();
    for (HotSegment segment : segments) {
      connection.execute(segment.dropStatement());
      connection.update("DELETE FROM " + ENTRIES + " WHERE number = ?", segment.number());
      connection.update("DELETE FROM " + SEGMENTS + " WHERE number = ?", segment.number());
    }
    connection.commit();
  }

  /** The entries of segments, in the order of their commits. */
  public static List<LedgerEntry> entries(EngineConnection connection, List<HotSegment> segments) {
    return segments.stream()
        .flatMap(
            segment ->
                connection
                    .query(
                        "SELECT "
                            + ENTRY_COLUMNS
                            + " FROM "
                            + ENTRIES
                            + " WHERE number = ? ORDER BY rowid",
                        HotBooks::recorded,
                        segment.number())
                    .stream())
        .map(Recorded::entry)
        .toList();
  }

  /** The newest entry of a key. */
  public static Optional<Recorded> newest(
      EngineConnection connection, TableId table, ProducerKey key) {
    return connection.first(
        "SELECT "
            + ENTRY_COLUMNS
            + " FROM "
            + ENTRIES
            + OF_TABLE
            + OF_KEY
            + " ORDER BY last_offset DESC, epoch DESC LIMIT 1",
        HotBooks::recorded,
        keyValues(table, key).toArray());
  }

  /** The entry that has a batch. */
  public static Optional<Recorded> covering(
      EngineConnection connection, TableId table, ProducerKey key, long offset) {
    List<Object> values = keyValues(table, key);
    values.add(offset);
    values.add(offset);
    return connection.first(
        "SELECT "
            + ENTRY_COLUMNS
            + " FROM "
            + ENTRIES
            + OF_TABLE
            + OF_KEY
            + " AND first_offset <= ? AND last_offset >= ? LIMIT 1",
        HotBooks::recorded,
        values.toArray());
  }

  /** The last position of a log whose rows came in here, whether they are hot still or not. */
  public static OptionalLong position(EngineConnection connection, TableId table, String log) {
    return connection
        .first(
            "SELECT position FROM " + POSITIONS + OF_TABLE + " AND log = ?",
            row -> row.getLong(1),
            table.key().schema(),
            table.key().name(),
            log)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** The tables that have a key, the one that was last committed to first. */
  public static List<TableId> tablesOf(EngineConnection connection, ProducerKey key) {
    return connection.query(
        "SELECT any_value(schema_name), any_value(table_name) FROM "
            + ENTRIES
            + " AS e JOIN "
            + SEGMENTS
            + " AS s USING (number) WHERE "
            + EntryColumns.OF_KEY
            + " GROUP BY s.schema_key, s.table_key ORDER BY max(committed_at) DESC",
        row -> new TableId(BACKEND, row.getString(1), row.getString(2)),
        EntryColumns.ofKey(key).toArray());
  }

  private static List<Object> keyValues(TableId table, ProducerKey key) {
    List<Object> values = new ArrayList<>(List.of(table.key().schema(), table.key().name()));
    values.addAll(EntryColumns.ofKey(key));
    return values;
  }

  private static HotSegment segment(ResultSet row) throws SQLException {
    return new HotSegment(
        row.getLong(1),
        new TableId(BACKEND, row.getString(2), row.getString(3)),
        SchemaJson.read(row.getString(4)),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        instant(row.getLong(9)));
  }

  private static Recorded recorded(ResultSet row) throws SQLException {
    return new Recorded(EntryColumns.read(row), instant(row.getLong(EntryColumns.COUNT + 1)));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
