package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.filter.FilterParser;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code measures}: a list of {@code {"field", "agg", "alias", …}}. */
final class MeasureParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private final FilterParser filters;

  MeasureParser(FilterParser filters) {
    this.filters = filters;
  }

  List<Measure> parse(JsonObject question) {
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
    RatioParser.requireAliases(measures, path);
    return measures;
  }

  private Measure measure(JsonObject object) {
    object.requireKeys(PivotKeys.MEASURE, Set.of());
    // The format that this one extends wants an aggregate beside everything.
    boolean ratio = object.get("ratio_numerator") != null && object.get("field") == null;
    if (ratio && object.get("agg") != null && Aggregation.find(object.text("agg")).isEmpty()) {
      throw unknown(object.path("agg"), object.text("agg"));
    }
    String spelling = ratio ? Aggregation.RATIO.text() : object.text("agg");
    Aggregation aggregation =
        Aggregation.find(spelling).orElseThrow(() -> unknown(object.path("agg"), spelling));
    Optional<String> field = object.optionalText("field");
    if (field.isEmpty() && aggregation != Aggregation.COUNT && aggregation != Aggregation.RATIO) {
      throw object
          .path("field")
          .problem(CODE, "is missing; only 'count' and 'ratio' have a meaning without a field");
    }
    if (field.isPresent() && aggregation == Aggregation.RATIO) {
      throw object
          .path("field")
          .problem(CODE, "is not for 'ratio', which divides measures; leave it out");
    }
    String alias =
        object
            .optionalText("alias")
            .map(name -> Names.require("measure", name))
            .orElseGet(() -> field.map(name -> spelling + "_" + name).orElse(spelling));
    return new Measure(
        field, aggregation, alias, new MeasureOptionsParser(filters, object, aggregation).parse());
  }

  private static VaneException unknown(JsonPath path, String spelling) {
    return path.problem(
        CODE,
        ("is the unknown aggregate " + Names.quoted(spelling) + ".")
            + Suggestions.hint(spelling, Aggregation.spellings()));
  }
}
