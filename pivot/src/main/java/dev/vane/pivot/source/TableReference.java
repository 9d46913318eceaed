package dev.vane.pivot.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Shapes;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as a client names it: {@code [table]}, {@code [backend, table]} or {@code [backend,
 * schema, table]}. A text is a name, never a path, whatever dots it holds.
 */
public record TableReference(List<String> path) {
  private static final int LONGEST = 3;

  public TableReference {
    path = List.copyOf(path);
    if (path.isEmpty() || path.size() > LONGEST) {
      throw new IllegalArgumentException("A table's path has one to three elements: " + path);
    }
  }

  /** Reads the key {@code table}. */
  public static TableReference parse(JsonObject question, ErrorCode code) {
    JsonNode node = question.get("table");
    JsonPath path = question.path("table");
    if (node == null) {
      throw question.missing("table");
    }
    if (node.isTextual()) {
      return new TableReference(List.of(Names.require("table", node.textValue())));
    }
    if (!node.isArray() || node.isEmpty() || node.size() > LONGEST) {
      throw path.problem(
          code,
          "must be a name, or a path of one to three names, not "
              + (node.isArray() ? "a list of " + node.size() : Shapes.describe(node)));
    }
    List<String> names = new ArrayList<>();
    for (int index = 0; index < node.size(); index++) {
      names.add(Names.require("table", JsonObject.text(node.get(index), path.index(index), code)));
    }
    return new TableReference(names);
  }

  /** The path as a list of names. */
  public ArrayNode toJson() {
    ArrayNode node = JsonNodeFactory.instance.arrayNode();
    path.forEach(node::add);
    return node;
  }
}
