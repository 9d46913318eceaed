package dev.vane.storage.duckdb;

import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.duckdb.types.ColumnDefinition;
import dev.vane.duckdb.types.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the columns of a stream go into those of a table: by name, each cast where the table's type
 * is wider.
 *
 * @param stream the stream's columns, by position
 * @param table the types of the table's columns, by name
 */
record ColumnMapping(List<ColumnDefinition> stream, Map<String, SqlType> table) {
  ColumnMapping {
    stream = List.copyOf(stream);
    table = Map.copyOf(table);
  }

  static ColumnMapping of(List<ColumnDefinition> stream, List<ColumnDefinition> table) {
    Map<String, SqlType> types = new HashMap<>();
    table.forEach(column -> types.put(column.name(), column.type()));
    return new ColumnMapping(stream, types);
  }

  /** The statement that puts a chunk's rows into the table. */
  String insert(String table, String chunk) {
    return "INSERT INTO %s (%s) SELECT %s FROM %s".formatted(table, columnList(), values(), chunk);
  }

  /** The statement that converts each value of a chunk and keeps none: one row comes of it. */
  String read(String chunk) {
    return "SELECT bit_xor(hash(%s)) FROM %s".formatted(values(), chunk);
  }

  /** Whether a column of the stream goes into one of another type. */
  boolean isCast(String name) {
    return stream.stream()
        .filter(column -> column.name().equals(name))
        .anyMatch(column -> !table.getOrDefault(name, column.type()).equals(column.type()));
  }

  private String values() {
    List<String> names = ArrowChunk.columns(stream.size());
    List<String> values = new ArrayList<>();
    for (int position = 0; position < stream.size(); position++) {
      values.add(value(stream.get(position), names.get(position)));
    }
    return String.join(", ", values);
  }

  /** The statement that puts the rows of a table with the stream's columns into the table. */
  String insertFromTable(String table, String source) {
    String values =
        stream.stream()
            .map(column -> value(column, DuckDbDialect.INSTANCE.identifier(column.name())))
            .collect(Collectors.joining(", "));
    return "INSERT INTO %s (%s) SELECT %s FROM %s".formatted(table, columnList(), values, source);
  }

  private String columnList() {
    return stream.stream()
        .map(column -> DuckDbDialect.INSTANCE.identifier(column.name()))
        .collect(Collectors.joining(", "));
  }

  private String value(ColumnDefinition column, String expression) {
    SqlType type = table.getOrDefault(column.name(), column.type());
    return type.equals(column.type()) ? expression : "CAST(" + expression + " AS " + type + ")";
  }
}
