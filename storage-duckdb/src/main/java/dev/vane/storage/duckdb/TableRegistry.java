package dev.vane.storage.duckdb;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.types.ColumnDefinition;
import dev.vane.duckdb.types.SqlType;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All tables of the file by name, ignoring case. Many streams may begin a new table at once: the
 * first makes it, in the file but not in the ledger, so that all can write to it before any has
 * committed; the last of them to end without a commit drops it. Safe for use by many threads.
 */
final class TableRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(TableRegistry.class);

  private final DuckDbEngine engine;
  private final Map<TableId, TableState> tables = new HashMap<>();
  private final AtomicLong clock = new AtomicLong();

  private TableRegistry(DuckDbEngine engine) {
    this.engine = engine;
  }

  /**
   * Reads the ledger, drops what a crash left behind, and takes in tables that somebody else put
   * into the file.
   */
  static TableRegistry load(DuckDbEngine engine) {
    TableRegistry registry = new TableRegistry(engine);
    try (EngineConnection connection = engine.connect()) {
      connection.begin();
      Ledger.create(connection);
      Map<TableId, Ledger.Entry> entries =
          Ledger.newest(connection).stream()
              .collect(Collectors.toMap(entry -> entry.table().key(), entry -> entry));
      dropPending(connection, entries.keySet());
      Map<TableId, List<ColumnDefinition>> columns = columns(connection);
      for (TableId table : stored(connection)) {
        Ledger.Entry entry = entries.get(table.key());
        List<ColumnDefinition> own = columns.getOrDefault(table.key(), List.of());
        registry.tables.put(
            table.key(),
            entry == null ? registry.adopt(connection, table, own) : registry.state(entry, own));
      }
      connection.commit();
    }
    return registry;
  }

  /** The moment that views taken from now on come after. */
  long moment() {
    return clock.get();
  }

  /** Takes over what the ledger says after the file was opened again. */
  synchronized void refresh() {
    try (EngineConnection connection = engine.connect()) {
      for (Ledger.Entry entry : Ledger.newest(connection)) {
        TableState state = tables.get(entry.table().key());
        if (state != null) {
          state.refresh(entry.version(), entry.totalRows());
        }
      }
    }
  }

  synchronized List<TableId> visible() {
    return tables.values().stream()
        .filter(TableState::isVisible)
        .map(TableState::id)
        .sorted(java.util.Comparator.comparing(TableId::toString))
        .toList();
  }

  synchronized Optional<TableState> find(TableId table) {
    return Optional.ofNullable(tables.get(table.key()));
  }

  /** The table for a stream that adds to it; one that is missing is made. */
  synchronized TableState acquireStored(TableId table, List<ColumnDefinition> columns) {
    TableState state = acquire(table);
    try {
      if (!state.isStored()) {
        create(state.id(), columns);
        state.stored(columns);
      }
      return state;
    } catch (RuntimeException failure) {
      release(state);
      throw failure;
    }
  }

  /** The table for a stream that replaces or creates it; only its schema is made. */
  synchronized TableState acquire(TableId table) {
    TableState state = tables.get(table.key());
    if (state == null) {
      TableId spelled = new TableId(table.backend(), spelledSchema(table), table.name());
      try (EngineConnection connection = engine.connect()) {
        connection.execute("CREATE SCHEMA IF NOT EXISTS " + TableNames.schemaSql(spelled));
      }
      state = new TableState(spelled, clock);
      tables.put(table.key(), state);
    }
    state.addWriter();
    return state;
  }

  /** A stream has ended; what was made for it and never committed goes. */
  synchronized void release(TableState state) {
    if (!state.removeWriter()) {
      return;
    }
    tables.remove(state.id().key());
    try (EngineConnection connection = engine.connect()) {
      connection.begin();
      if (state.isStored()) {
        connection.execute("DROP TABLE IF EXISTS " + TableNames.sql(state.id()));
        Ledger.removePending(connection, state.id());
      }
      if (isUnused(state.id())) {
        connection.execute("DROP SCHEMA IF EXISTS " + TableNames.schemaSql(state.id()));
      }
      connection.commit();
    } catch (VaneException failure) {
      LOG.warn(
          "The table {} of a stream that failed is left to the next start", state.id(), failure);
    }
  }

  /** Schemas too are one ignoring case. */
  private String spelledSchema(TableId table) {
    return tables.values().stream()
        .map(TableState::id)
        .filter(other -> other.key().schema().equals(table.key().schema()))
        .map(TableId::schema)
        .findFirst()
        .orElse(table.schema());
  }

  private boolean isUnused(TableId table) {
    return !table.key().schema().equals(TableId.DEFAULT_SCHEMA)
        && tables.keySet().stream().noneMatch(key -> key.schema().equals(table.key().schema()));
  }

  private void create(TableId table, List<ColumnDefinition> columns) {
    try (EngineConnection connection = engine.connect()) {
      connection.begin();
      Ledger.addPending(connection, table);
      // What a stream left that failed when nothing could be written any more, not even a drop.
      connection.execute("DROP TABLE IF EXISTS " + TableNames.sql(table));
      connection.execute(createStatement(TableNames.sql(table), columns));
      connection.commit();
    }
  }

  static String createStatement(String table, Collection<ColumnDefinition> columns) {
    return columns.stream()
        .map(ColumnDefinition::toString)
        .collect(Collectors.joining(", ", "CREATE TABLE " + table + " (", ")"));
  }

  private static void dropPending(EngineConnection connection, Set<TableId> committed) {
    for (TableId table : Set.copyOf(Ledger.pending(connection))) {
      if (!committed.contains(table.key())) {
        connection.execute("DROP TABLE IF EXISTS " + TableNames.sql(table));
      }
    }
    Ledger.removePending(connection);
  }

  private TableState adopt(
      EngineConnection connection, TableId table, List<ColumnDefinition> columns) {
    long rows =
        connection
            .first("SELECT count(*) FROM " + TableNames.sql(table), row -> row.getLong(1))
            .orElseThrow();
    long version = TableState.NO_VERSION + 1;
    Ledger.record(connection, table, version, rows, rows, 0);
    LOG.info("The table {} was found in the file and is served from now on", table);
    return new TableState(table, clock, columns, version, rows);
  }

  private TableState state(Ledger.Entry entry, List<ColumnDefinition> columns) {
    return new TableState(entry.table(), clock, columns, entry.version(), entry.totalRows());
  }

  private static List<TableId> stored(EngineConnection connection) {
    return connection.query(
        "SELECT schema_name, table_name FROM duckdb_tables()"
            + " WHERE database_name = ? AND schema_name <> ? AND NOT internal",
        row -> new TableId(DuckDbStorage.NAME, row.getString(1), row.getString(2)),
        DuckDbStorage.NAME,
        Ledger.SCHEMA);
  }

  /**
   * The columns of all tables, by their keys, in one statement: it goes through the columns of all
   * of them whichever it is asked for.
   */
  private static Map<TableId, List<ColumnDefinition>> columns(EngineConnection connection) {
    return connection
        .query(
            "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns()"
                + " WHERE database_name = ? AND schema_name <> ? ORDER BY column_index",
            row ->
                Map.entry(
                    new TableId(DuckDbStorage.NAME, row.getString(1), row.getString(2)).key(),
                    new ColumnDefinition(row.getString(3), SqlType.parse(row.getString(4)))),
            DuckDbStorage.NAME,
            Ledger.SCHEMA)
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }
}
