package dev.vane.duckdb.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Columns named by the path of their table: {@code main.trades.price} becomes {@code trades.price}.
 */
final class ColumnPaths {
  private static final int LONGEST_TABLE_PATH = 3;
  private static final int SHORTEST_TABLE_PATH = 2;

  private ColumnPaths() {}

  static void rewrite(ObjectNode column, Scope scope) {
    List<String> names = new ArrayList<>();
    column.path("column_names").forEach((JsonNode name) -> names.add(name.asText()));
    for (int length = Math.min(LONGEST_TABLE_PATH, names.size() - 1);
        length >= SHORTEST_TABLE_PATH;
        length--) {
      @Nullable String alias = scope.alias(names.subList(0, length));
      if (alias != null) {
        ArrayNode rewritten = column.putArray("column_names").add(alias);
        names.subList(length, names.size()).forEach(rewritten::add);
        return;
      }
    }
  }
}
