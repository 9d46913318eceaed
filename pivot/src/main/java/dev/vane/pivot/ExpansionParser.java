package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads and writes {@code expanded}: {@code {"depth", "paths"}}. */
final class ExpansionParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private ExpansionParser() {}

  static Optional<Expansion> parse(JsonObject question, int rows) {
    if (question.get("expanded") == null) {
      return Optional.empty();
    }
    JsonObject expanded = JsonObject.of(question.raw("expanded"), question.path("expanded"), CODE);
    expanded.requireKeys(Set.of("depth", "paths"), Set.of());
    if (rows == 0) {
      throw expanded.path().problem(CODE, "is for questions with rows, and this one has none");
    }
    OptionalLong depth = expanded.count("depth");
    if (depth.isPresent() && depth.getAsLong() == 0) {
      throw expanded
          .path("depth")
          .problem(CODE, "must be at least 1: the first row field is always presented");
    }
    List<List<Literal>> paths = new ArrayList<>();
    List<JsonNode> nodes = expanded.list("paths");
    for (int index = 0; index < nodes.size(); index++) {
      JsonPath path = expanded.path("paths").index(index);
      List<Literal> keys = PathParser.parse(nodes.get(index), path, rows - 1);
      if (keys.isEmpty()) {
        throw path.problem(CODE, "is empty; the grand total is always expanded");
      }
      paths.add(keys);
    }
    return Optional.of(new Expansion((int) Math.min(depth.orElse(1), rows), paths));
  }

  static void write(Expansion expansion, ObjectNode node) {
    node.put("depth", expansion.depth());
    ArrayNode paths = node.putArray("paths");
    for (List<Literal> path : expansion.paths()) {
      ArrayNode keys = paths.addArray();
      path.forEach(key -> keys.add(key.toJson()));
    }
  }
}
