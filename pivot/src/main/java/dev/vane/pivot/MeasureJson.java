package dev.vane.pivot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.MeasureOptions.NullHandling;
import dev.vane.pivot.filter.FilterJson;
import java.util.Locale;

/** Measures as canonical JSON. */
final class MeasureJson {
  private MeasureJson() {}

  static void write(Measure measure, ObjectNode node) {
    measure.field().ifPresent(field -> node.put("field", field));
    node.put("agg", measure.aggregation().text());
    node.put("alias", measure.alias());
    MeasureOptions options = measure.options();
    if (options.decimal()) {
      node.put("type", "decimal");
    }
    if (!options.filters().isEmpty()) {
      node.set("filters", FilterJson.write(options.filters()));
    }
    if (options.nullHandling() != NullHandling.IGNORE) {
      node.put("null_handling", lower(options.nullHandling()));
    }
    options.percentile().ifPresent(value -> node.put("percentile", value));
    options.by().ifPresent(value -> node.put("by", value));
    options.weight().ifPresent(value -> node.put("weight", value));
    options.separator().ifPresent(value -> node.put("separator", value));
    options.values().ifPresent(value -> node.put("values", value));
    options
        .over()
        .ifPresent(
            over ->
                node.putObject("over")
                    .put("dimension", over.dimension())
                    .put("take", lower(over.take())));
    options.ratio().ifPresent(ratio -> write(ratio, node));
  }

  private static void write(MeasureOptions.Ratio ratio, ObjectNode node) {
    node.put("ratio_numerator", ratio.numerator());
    node.put("ratio_denominator", ratio.denominator());
    node.put("ratio_format", ratio.percentage() ? "percentage" : "decimal");
    ratio.nullValue().ifPresent(value -> node.put("ratio_null_value", value));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
