package dev.vane.storage.duckdb;

import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.duckdb.types.ColumnDefinition;
import java.util.ArrayList;
import java.util.List;

/** A change of a table's columns that loses nothing. */
sealed interface ColumnChange {
  /** The statement that makes the change. */
  String sql(String table);

  /** The columns after the change. */
  List<ColumnDefinition> apply(List<ColumnDefinition> columns);

  /** A new column, NULL in the rows that are there. */
  record Add(ColumnDefinition column) implements ColumnChange {
    @Override
    public String sql(String table) {
      return "ALTER TABLE " + table + " ADD COLUMN " + column;
    }

    @Override
    public List<ColumnDefinition> apply(List<ColumnDefinition> columns) {
      List<ColumnDefinition> changed = new ArrayList<>(columns);
      changed.add(column);
      return changed;
    }
  }

  /** A wider type for a column. */
  record Widen(ColumnDefinition column) implements ColumnChange {
    @Override
    public String sql(String table) {
      return "ALTER TABLE %s ALTER COLUMN %s SET DATA TYPE %s"
          .formatted(table, DuckDbDialect.INSTANCE.identifier(column.name()), column.type());
    }

    @Override
    public List<ColumnDefinition> apply(List<ColumnDefinition> columns) {
      return columns.stream()
          .map(existing -> existing.name().equals(column.name()) ? column : existing)
          .toList();
    }
  }

  /** The columns after all changes. */
  static List<ColumnDefinition> applyAll(
      List<ColumnChange> changes, List<ColumnDefinition> columns) {
    List<ColumnDefinition> changed = columns;
    for (ColumnChange change : changes) {
      changed = change.apply(changed);
    }
    return changed;
  }
}
