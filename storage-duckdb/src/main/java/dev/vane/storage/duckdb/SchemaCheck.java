package dev.vane.storage.duckdb;

import dev.vane.duckdb.types.ColumnDefinition;
import dev.vane.duckdb.types.SqlType;
import dev.vane.duckdb.types.Widening;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Compares a stream's columns with a table's. */
final class SchemaCheck {
  private final TableId table;
  private final Map<String, SqlType> tableColumns;

  SchemaCheck(TableId table, List<ColumnDefinition> columns) {
    this.table = table;
    tableColumns = new LinkedHashMap<>();
    columns.forEach(column -> tableColumns.put(column.name(), column.type()));
  }

  /** Throws unless the stream has just the table's columns in the table's types. */
  void requireStrict(List<ColumnDefinition> stream) {
    List<String> problems = new ArrayList<>();
    List<String> missing = new ArrayList<>(tableColumns.keySet());
    for (ColumnDefinition column : stream) {
      missing.remove(column.name());
      SqlType type = tableColumns.get(column.name());
      if (type == null) {
        problems.add("column " + Names.quoted(column.name()) + " is not in the table");
      } else if (!Widening.isSame(type, column.type())) {
        problems.add(
            "column %s is %s in the stream and %s in the table"
                .formatted(Names.quoted(column.name()), column.type(), type));
      }
    }
    missing.forEach(name -> problems.add("column " + Names.quoted(name) + " is missing"));
    if (!problems.isEmpty()) {
      throw mismatch(
          problems,
          "Send the table's columns, each cast to its type there, or use schema_mode: merge, which"
              + " adds columns and widens types.");
    }
  }

  /** What has to change in the table before it can hold the stream; empty for nothing. */
  List<ColumnChange> changesFor(List<ColumnDefinition> stream) {
    List<ColumnChange> changes = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (ColumnDefinition column : stream) {
      SqlType type = tableColumns.get(column.name());
      if (type == null) {
        requireNoTwin(column.name(), problems);
        changes.add(new ColumnChange.Add(column));
      } else {
        Optional<SqlType> common = Widening.common(type, column.type());
        if (common.isEmpty()) {
          problems.add(
              "column %s is %s in the stream and %s in the table, and no type holds both"
                  .formatted(Names.quoted(column.name()), column.type(), type));
        } else if (!common.get().equals(type)) {
          changes.add(new ColumnChange.Widen(new ColumnDefinition(column.name(), common.get())));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw mismatch(problems, "schema_mode: merge only widens; cast the column or use another.");
    }
    return changes;
  }

  /** Throws unless the table holds the stream's columns as it is, missing ones being NULL. */
  void requireHeld(List<ColumnDefinition> stream) {
    List<ColumnChange> changes = changesFor(stream);
    if (!changes.isEmpty()) {
      throw mismatch(
          List.of("it would have to change first: " + changes),
          "The table was changed meanwhile; open the stream again.");
    }
  }

  private void requireNoTwin(String name, List<String> problems) {
    String folded = name.toLowerCase(Locale.ROOT);
    tableColumns.keySet().stream()
        .filter(other -> other.toLowerCase(Locale.ROOT).equals(folded))
        .forEach(
            other ->
                problems.add(
                    "column %s differs from the table's %s by case only"
                        .formatted(Names.quoted(name), Names.quoted(other))));
  }

  private VaneException mismatch(List<String> problems, String remedy) {
    return new VaneException(
        ErrorCode.SCHEMA_MISMATCH,
        "The stream does not fit the table %s: %s. %s"
            .formatted(Names.quoted(table.name()), String.join("; ", problems), remedy));
  }
}
