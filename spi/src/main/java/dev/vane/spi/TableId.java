package dev.vane.spi;

import java.util.List;
import java.util.Locale;

/**
 * Where a table is: backend, schema, name. Schemas and names keep their spelling; two ids whose
 * texts differ only by case name the same table, which {@link #key()} expresses.
 */
public record TableId(String backend, String schema, String name) {
  /** The schema of a table whose path names none. */
  public static final String DEFAULT_SCHEMA = "main";

  public TableId {
    Names.require("backend", backend);
    Names.require("schema", schema);
    Names.require("table", name);
  }

  /** A table of the default schema. */
  public static TableId of(String backend, String name) {
    return new TableId(backend, DEFAULT_SCHEMA, name);
  }

  /** The path of three elements that clients use. */
  public List<String> path() {
    return List.of(backend, schema, name);
  }

  /** The id with schema and name in lower case: equal for ids that name the same table. */
  public TableId key() {
    return new TableId(backend, schema.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return String.join(".", path());
  }
}
