package dev.vane.duckdb.sql;

import dev.vane.spi.Dialect;

/** DuckDB's way of quoting. */
public enum DuckDbDialect implements Dialect {
  INSTANCE;

  @Override
  public String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public String nanosecondType(NanosecondType type) {
    return switch (type) {
      case TIME -> "TIME_NS";
      case TIMESTAMP -> "TIMESTAMP_NS";
      case INSTANT -> "TIMESTAMPTZ_NS";
    };
  }

  /** The identifiers quoted and joined by dots. */
  public String path(String... names) {
    StringBuilder path = new StringBuilder();
    for (String name : names) {
      path.append(path.isEmpty() ? "" : ".").append(identifier(name));
    }
    return path.toString();
  }

  /** The text as a string literal, for the few places that take no bound value. */
  public String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
