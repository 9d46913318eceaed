package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code measures}: a list of {@code {"field", "agg", "alias", "type"}}. */
final class MeasureParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private MeasureParser() {}

  static List<Measure> parse(JsonObject question) {
    if (question.get("measures") == null) {
      throw question.missing("measures");
    }
    List<JsonNode> nodes = question.list("measures");
    JsonPath path = question.path("measures");
    if (nodes.isEmpty()) {
      throw path.problem(CODE, "is empty; name a measure, such as {\"agg\": \"count\"}");
    }
    List<Measure> measures = new ArrayList<>();
    for (int index = 0; index < nodes.size(); index++) {
      JsonObject measure = JsonObject.of(nodes.get(index), path.index(index), CODE);
      if (!ShownMeasureParser.isCalculated(measure)) {
        measures.add(measure(measure));
      }
    }
    return measures;
  }

  private static Measure measure(JsonObject object) {
    object.requireKeys(PivotKeys.MEASURE, PivotKeys.MEASURE_NOT_OFFERED);
    String spelling = object.text("agg");
    Aggregation aggregation =
        Aggregation.find(spelling).orElseThrow(() -> unknown(object.path("agg"), spelling));
    Optional<String> field = object.optionalText("field");
    if (field.isEmpty() && aggregation != Aggregation.COUNT) {
      throw object
          .path("field")
          .problem(CODE, "is missing; only 'count' has a meaning without a field");
    }
    String alias =
        object
            .optionalText("alias")
            .map(name -> Names.require("measure", name))
            .orElseGet(() -> field.map(name -> spelling + "_" + name).orElse(spelling));
    boolean decimal =
        object.get("type") != null
            && Choice.read(object, "type", "decimal", List.of("decimal"), CODE).equals("decimal");
    if (decimal && aggregation != Aggregation.SUM) {
      throw object
          .path("type")
          .problem(CODE, "is for 'sum' only, not for '%s'".formatted(aggregation.text()));
    }
    return new Measure(field, aggregation, alias, decimal);
  }

  private static VaneException unknown(JsonPath path, String spelling) {
    if (Aggregation.NOT_OFFERED.contains(spelling)) {
      return path.problem(
          ErrorCode.OPTION_UNSUPPORTED,
          "is '%s', which is not offered yet; offered are %s"
              .formatted(spelling, String.join(", ", Aggregation.spellings())));
    }
    return path.problem(
        CODE,
        ("is the unknown aggregate " + Names.quoted(spelling) + ".")
            + Suggestions.hint(spelling, Aggregation.spellings()));
  }
}
