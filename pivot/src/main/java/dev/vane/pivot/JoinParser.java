package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.source.AsOfJson;
import dev.vane.pivot.source.Join;
import dev.vane.pivot.source.SourceStep;
import dev.vane.pivot.source.TableReference;
import dev.vane.spi.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code join}, a list of {@code {"table", "on", "columns", "prefix", "as_of"}}. */
final class JoinParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  /** Each join is another table that is read for each question. */
  private static final int MOST = 16;

  private JoinParser() {}

  static List<SourceStep> parse(JsonObject question) {
    List<JsonNode> nodes = question.list("join");
    if (nodes.size() > MOST) {
      throw question
          .path("join")
          .problem(
              CODE, "has %d tables; a question joins at most %d".formatted(nodes.size(), MOST));
    }
    List<SourceStep> steps = new ArrayList<>();
    for (int index = 0; index < nodes.size(); index++) {
      JsonObject join = JsonObject.of(nodes.get(index), question.path("join").index(index), CODE);
      join.requireKeys(PivotKeys.JOIN, Set.of());
      steps.add(
          new Join(
              TableReference.parse(join, CODE),
              AsOfJson.parse(join, CODE),
              on(join),
              FieldList.parse(join, "columns", CODE),
              join.optionalText("prefix").orElse("")));
    }
    return steps;
  }

  private static Map<String, String> on(JsonObject join) {
    JsonNode node = join.raw("on");
    JsonPath path = join.path("on");
    Map<String, String> pairs = new LinkedHashMap<>();
    if (node.isArray()) {
      FieldList.parse(join, "on", CODE).forEach(name -> pairs.put(name, name));
      return pairs;
    }
    if (node.isTextual()) {
      return Map.of(node.textValue(), node.textValue());
    }
    JsonObject object = JsonObject.of(node, path, CODE);
    object.keys().forEach(name -> pairs.put(name, object.text(name)));
    if (pairs.isEmpty()) {
      throw path.problem(CODE, "is empty; name a field of the rows and its equal in the table");
    }
    return pairs;
  }
}
