package dev.vane.storage.duckdb;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.duckdb.types.ColumnDefinition;
import dev.vane.spi.TableId;
import java.util.List;
import java.util.UUID;

/**
 * A table beside the real one that only its own transaction ever sees. It is declared by its
 * columns and never by a query: in DuckDB 2.0.0 rows that follow {@code CREATE TABLE AS} in one
 * transaction are hidden from scans.
 */
final class SideTable {
  private final TableId beside;
  private final String name = "_vane_side_" + UUID.randomUUID();
  private final List<ColumnDefinition> columns;

  SideTable(TableId beside, List<ColumnDefinition> columns) {
    this.beside = beside;
    this.columns = columns;
  }

  String sql() {
    return DuckDbDialect.INSTANCE.path(DuckDbStorage.NAME, beside.schema(), name);
  }

  void create(EngineConnection connection) {
    connection.execute(TableRegistry.createStatement(sql(), columns));
  }

  void drop(EngineConnection connection) {
    connection.execute("DROP TABLE " + sql());
  }

  void rename(EngineConnection connection) {
    connection.execute(
        "ALTER TABLE " + sql() + " RENAME TO " + DuckDbDialect.INSTANCE.identifier(beside.name()));
  }
}
