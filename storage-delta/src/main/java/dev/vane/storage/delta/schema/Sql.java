package dev.vane.storage.delta.schema;

/** How texts are quoted in the engine's SQL. */
public final class Sql {
  private Sql() {}

  public static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  public static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
