package dev.vane.spi;

/**
 * How the engine reads a table: a text that stands after FROM in the engine's dialect. It is made
 * by a backend from its own metadata, quoted, and holds nothing that a client wrote but quoted
 * names.
 *
 * @param sql a table's name, or a query in parentheses
 * @param files data files behind it; 0 where the backend has none
 * @param skippedFiles data files left out by the conditions
 */
public record Relation(String sql, long files, long skippedFiles) {
  /** A relation without files of its own. */
  public static Relation of(String sql) {
    return new Relation(sql, 0, 0);
  }
}
