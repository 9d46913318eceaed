package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code top}, a list of choices, each of which belongs to one key. */
final class TopParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private final Map<String, Top> tops = new HashMap<>();

  /**
   * The choices of a question over these axes.
   *
   * @param measures the question's aggregates; calculations come after members are chosen
   */
  TopParser(JsonObject question, AxisNames names, List<Measure> measures) {
    List<JsonNode> nodes = question.list("top");
    List<Dimension> axes = new ArrayList<>(names.rows());
    axes.addAll(names.columns());
    for (int index = 0; index < nodes.size(); index++) {
      JsonPath path = question.path("top").index(index);
      JsonObject object = JsonObject.of(nodes.get(index), path, CODE);
      object.requireKeys(PivotKeys.TOP, Set.of());
      String field =
          AxisNames.require(
              axes, object.text("field"), object.path("field"), "row or column field");
      if (tops.put(field, top(object, measures)) != null) {
        throw object
            .path("field")
            .problem(CODE, "names " + Names.quoted(field) + " again; remove one");
      }
    }
  }

  /** The axis with its choices. */
  List<Dimension> on(List<Dimension> axis) {
    return axis.stream()
        .map(
            dimension ->
                new Dimension(
                    dimension.field(),
                    dimension.name(),
                    dimension.form(),
                    Optional.ofNullable(tops.get(dimension.name()))))
        .toList();
  }

  private static Top top(JsonObject object, List<Measure> measures) {
    long count = object.count("n").orElseThrow(() -> object.missing("n"));
    if (count == 0) {
      throw object.path("n").problem(CODE, "must be a whole number from 1 on, not the number 0");
    }
    List<String> aliases = measures.stream().map(Measure::alias).toList();
    String by = object.text("by");
    if (!aliases.contains(by)) {
      throw object
          .path("by")
          .problem(
              ErrorCode.FIELD_UNKNOWN,
              ("names " + Names.quoted(by) + ", which is no aggregate of this question.")
                  + Suggestions.hint(by, aliases));
    }
    if (measures.get(aliases.indexOf(by)).aggregation() == Aggregation.ARRAY_AGG) {
      throw object
          .path("by")
          .problem(
              CODE, "names " + Names.quoted(by) + ", whose values are lists, which have no order");
    }
    return new Top(
        count,
        by,
        Choice.read(object, "order", "desc", List.of("asc", "desc"), CODE).equals("desc"),
        object.flag("others", false),
        object.flag("per_parent", true));
  }

  static void write(List<Dimension> rows, List<Dimension> columns, ObjectNode question) {
    List<Dimension> axes = new ArrayList<>(rows);
    axes.addAll(columns);
    axes.removeIf(dimension -> dimension.top().isEmpty());
    if (axes.isEmpty()) {
      return;
    }
    ArrayNode tops = question.putArray("top");
    for (Dimension dimension : axes) {
      Top top = dimension.top().orElseThrow();
      tops.addObject()
          .put("field", dimension.name())
          .put("n", top.count())
          .put("by", top.by())
          .put("order", top.descending() ? "desc" : "asc")
          .put("others", top.others())
          .put("per_parent", top.perParent());
    }
  }
}
