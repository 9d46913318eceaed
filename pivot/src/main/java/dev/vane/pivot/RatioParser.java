package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.MeasureOptions.Ratio;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Shapes;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Reads the keys of a ratio. */
final class RatioParser {
  static final List<String> KEYS =
      List.of("ratio_numerator", "ratio_denominator", "ratio_format", "ratio_null_value");

  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private RatioParser() {}

  static Ratio parse(JsonObject object) {
    JsonNode value = object.get("ratio_null_value");
    if (value != null && !value.isNumber()) {
      throw object
          .path("ratio_null_value")
          .problem(CODE, "must be a number, not " + Shapes.describe(value));
    }
    return new Ratio(
        object.text("ratio_numerator"),
        object.text("ratio_denominator"),
        Choice.read(object, "ratio_format", "decimal", List.of("decimal", "percentage"), CODE)
            .equals("percentage"),
        Optional.ofNullable(value)
            .map(number -> BigDecimal.valueOf(number.doubleValue()).stripTrailingZeros()));
  }

  /** Checks that ratios divide measures of the question that are no ratios themselves. */
  static void requireAliases(List<Measure> measures, JsonPath path) {
    List<String> aliases =
        measures.stream()
            .filter(measure -> measure.aggregation() != Aggregation.RATIO)
            .map(Measure::alias)
            .toList();
    for (int index = 0; index < measures.size(); index++) {
      Optional<Ratio> ratio = measures.get(index).options().ratio();
      if (ratio.isPresent()) {
        require(aliases, ratio.get().numerator(), path.index(index).key("ratio_numerator"));
        require(aliases, ratio.get().denominator(), path.index(index).key("ratio_denominator"));
      }
    }
  }

  private static void require(List<String> aliases, String name, JsonPath path) {
    if (!aliases.contains(name)) {
      throw path.problem(
          ErrorCode.FIELD_UNKNOWN,
          ("names " + Names.quoted(name) + ", which is no measure of a field in this question.")
              + Suggestions.hint(name, aliases));
    }
  }
}
