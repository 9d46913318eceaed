package dev.vane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;

/**
 * Tables as they are written on a command line: {@code trades}, {@code delta.trades} or {@code
 * delta.main.trades}. A dot divides only where the first part could be a backend, because a dot may
 * also be part of a name; {@code --spec} takes any path.
 */
final class TablePaths {
  private static final List<String> BACKENDS = List.of("duckdb", "delta");

  private TablePaths() {}

  static List<String> parse(String text) {
    List<String> parts = Arrays.asList(text.split("\\.", -1));
    boolean path = parts.size() >= 2 && parts.size() <= 3 && BACKENDS.contains(parts.get(0));
    return path ? List.copyOf(parts) : List.of(text);
  }

  static JsonNode json(String text) {
    List<String> path = parse(text);
    if (path.size() == 1) {
      return JsonNodeFactory.instance.textNode(text);
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    path.forEach(array::add);
    return array;
  }
}
