package dev.vane.storage.delta.hot;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How the files are laid out that hot rows are moved into: as the stream wants it that was opened
 * last of those that want anything. It is kept beside the rows, because they are moved when their
 * streams, or the process that took them, have long ended. Safe for many threads.
 */
public final class HotLayouts {
  private static final String LAYOUTS =
      DuckDbDialect.INSTANCE.path(HotFile.CATALOG, "main", "layouts");

  private final Map<TableId, Map<String, String>> known = new ConcurrentHashMap<>();
  private final DuckDbEngine engine;
  private final HotFile file;

  private HotLayouts(DuckDbEngine engine, HotFile file) {
    this.engine = engine;
    this.file = file;
  }

  static void create(EngineConnection connection) {
    connection.execute(
        "CREATE TABLE IF NOT EXISTS "
            + LAYOUTS
            + " (schema_key VARCHAR, table_key VARCHAR, name VARCHAR, value VARCHAR)");
  }

  static HotLayouts read(DuckDbEngine engine, EngineConnection connection, HotFile file) {
    HotLayouts layouts = new HotLayouts(engine, file);
    for (Option option :
        connection.query(
            "SELECT schema_key, table_key, name, value FROM " + LAYOUTS,
            row ->
                new Option(
                    row.getString(1), row.getString(2), row.getString(3), row.getString(4)))) {
      layouts
          .known
          .computeIfAbsent(
              new TableId(HotBooks.BACKEND, option.schema(), option.table()).key(),
              key -> new HashMap<>())
          .put(option.name(), option.value());
    }
    return layouts;
  }

  private record Option(String schema, String table, String name, String value) {}

  /** The options of the files of a table, by name; empty where no stream has said any. */
  public Map<String, String> of(TableId table) {
    return Map.copyOf(known.getOrDefault(table.key(), Map.of()));
  }

  /**
   * Says how the files of a table are laid out from now on.
   *
   * @param options by name; none leave the layout as it is
   * @throws VaneException when that can't be kept
   */
  public void set(TableId table, Map<String, String> options) {
    if (options.isEmpty() || options.equals(known.get(table.key()))) {
      return;
    }
    synchronized (this) {
      file.requireWritable();
      try (EngineConnection connection = engine.connect()) {
        write(connection, table.key(), options);
      } catch (VaneException failure) {
        file.failed(failure);
        throw failure;
      }
      known.put(table.key(), Map.copyOf(options));
    }
  }

  private static void write(EngineConnection connection, TableId key, Map<String, String> options) {
    connection.begin();
    connection.update(
        "DELETE FROM " + LAYOUTS + " WHERE schema_key = ? AND table_key = ?",
        key.schema(),
        key.name());
    for (Entry<String, String> option : options.entrySet()) {
      connection.update(
          "INSERT INTO " + LAYOUTS + " VALUES (?, ?, ?, ?)",
          key.schema(),
          key.name(),
          option.getKey(),
          option.getValue());
    }
    connection.commit();
  }
}
