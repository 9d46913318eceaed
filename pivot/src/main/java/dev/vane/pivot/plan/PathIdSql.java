package dev.vane.pivot.plan;

import dev.vane.pivot.schema.Column;

/**
 * The text that identifies a row path: for each key present {@code n} for NULL, or a letter for its
 * type, the number of bytes and the value's text; all in base64 for URLs. No two typed paths have
 * the same text: lengths keep keys apart, the number of keys tells the level.
 */
final class PathIdSql {
  private final Axis rows;

  PathIdSql(Axis rows) {
    this.rows = rows;
  }

  String expression(String alias) {
    StringBuilder text = new StringBuilder("CASE " + alias + "." + rows.grouping());
    for (int level : rows.shownLevels()) {
      text.append(" WHEN ").append(rows.groupingOf(level)).append(" THEN 'p'");
      for (int index = 0; index < level; index++) {
        text.append(" || ").append(key(alias, index));
      }
    }
    return "TRANSLATE(TO_BASE64(ENCODE(" + text + " END)), '+/=', '-_')";
  }

  private String key(String alias, int index) {
    Column column = rows.keys().get(index).column();
    String key = alias + "." + rows.key(index);
    String text = text(column, key);
    return "CASE WHEN %s IS NULL THEN 'n' ELSE '%s' || STRLEN(%s) || ':' || %s END"
        .formatted(key, letter(column), text, text);
  }

  private static String text(Column column, String key) {
    return switch (column.kind()) {
      case BINARY -> "HEX(" + key + ")";
      // Without the session's time zone.
      case INSTANT ->
          "CAST(" + (column.isNanoseconds() ? "EPOCH_NS(" : "EPOCH_US(") + key + ") AS VARCHAR)";
      case BOOLEAN, INTEGER, FLOAT, DECIMAL, TEXT, DATE, TIME, TIMESTAMP, OTHER ->
          "CAST(" + key + " AS VARCHAR)";
    };
  }

  private static char letter(Column column) {
    return switch (column.kind()) {
      case BOOLEAN -> 'b';
      case INTEGER -> 'i';
      case FLOAT -> 'f';
      case DECIMAL -> 'm';
      case TEXT -> 't';
      case BINARY -> 'x';
      case DATE -> 'd';
      case TIME -> 'c';
      case TIMESTAMP -> 's';
      case INSTANT -> 'z';
      case OTHER -> 'o';
    };
  }
}
