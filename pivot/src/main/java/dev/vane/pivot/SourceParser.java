package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.source.AsOfJson;
import dev.vane.pivot.source.Hierarchy;
import dev.vane.pivot.source.LookThrough;
import dev.vane.pivot.source.SourceStep;
import dev.vane.pivot.source.TableReference;
import dev.vane.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads and writes what the rows come from: {@code look_through}, {@code join}, {@code
 * hierarchies}.
 */
final class SourceParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  /** An axis has as many keys at most. */
  private static final int MOST_LEVELS = PivotSpecParser.MAX_KEYS;

  private static final int DEPTH = 8;
  private static final int MOST_DEPTH = 64;
  private static final int MOST_HIERARCHIES = 8;

  private SourceParser() {}

  /** The steps in the order in which they are done. */
  static List<SourceStep> parse(JsonObject question, List<Measure> measures) {
    List<SourceStep> steps = new ArrayList<>();
    if (question.get("look_through") != null) {
      LookThrough look = lookThrough(question);
      SharedMeasures.require(look, measures);
      steps.add(look);
    }
    steps.addAll(JoinParser.parse(question));
    List<JsonNode> nodes = question.list("hierarchies");
    JsonPath path = question.path("hierarchies");
    if (nodes.size() > MOST_HIERARCHIES) {
      throw path.problem(
          CODE,
          "has %d hierarchies; a question has at most %d"
              .formatted(nodes.size(), MOST_HIERARCHIES));
    }
    for (int index = 0; index < nodes.size(); index++) {
      steps.add(hierarchy(JsonObject.of(nodes.get(index), path.index(index), CODE)));
    }
    return steps;
  }

  private static Hierarchy hierarchy(JsonObject node) {
    node.requireKeys(PivotKeys.HIERARCHY, Set.of());
    List<String> levels = FieldList.parse(node, "levels", CODE);
    if (levels.isEmpty()) {
      throw node.missing("levels");
    }
    if (levels.size() > MOST_LEVELS) {
      throw node.path("levels")
          .problem(
              CODE, "names %d levels; there are %d at most".formatted(levels.size(), MOST_LEVELS));
    }
    String id = node.text("id");
    return new Hierarchy(
        TableReference.parse(node, CODE),
        AsOfJson.parse(node, CODE),
        node.optionalText("field").orElse(id),
        id,
        node.text("parent"),
        node.optionalText("label"),
        levels,
        Choice.read(node, "ragged", "null", List.of("null", "repeat"), CODE).equals("repeat"));
  }

  private static LookThrough lookThrough(JsonObject question) {
    JsonObject node =
        JsonObject.of(question.raw("look_through"), question.path("look_through"), CODE);
    node.requireKeys(PivotKeys.LOOK_THROUGH, Set.of());
    OptionalLong depth = node.count("depth");
    if (depth.isPresent() && (depth.getAsLong() == 0 || depth.getAsLong() > MOST_DEPTH)) {
      throw node.path("depth").problem(CODE, "must be from 1 to " + MOST_DEPTH);
    }
    return new LookThrough(
        TableReference.parse(node, CODE),
        AsOfJson.parse(node, CODE),
        node.text("field"),
        node.text("parent"),
        node.text("child"),
        node.text("weight"),
        node.optionalText("as").orElse("leaf"),
        FieldList.parse(node, "scaled", CODE),
        node.flag("residual", true),
        (int) depth.orElse(DEPTH),
        Choice.read(node, "view", "leaves", List.of("leaves", "direct"), CODE).equals("direct"));
  }

  static void write(List<SourceStep> steps, ObjectNode question) {
    for (SourceStep step : steps) {
      if (step instanceof LookThrough) {
        question.set(step.key(), step.toJson());
      } else {
        question.withArray("/" + step.key()).add(step.toJson());
      }
    }
  }
}
