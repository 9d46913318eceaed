package dev.vane.duckdb.types;

import dev.vane.duckdb.sql.DuckDbDialect;

/** A column as a table has it. Its text stands in {@code CREATE TABLE}. */
public record ColumnDefinition(String name, SqlType type) {
  @Override
  public String toString() {
    return DuckDbDialect.INSTANCE.identifier(name) + " " + type;
  }
}
