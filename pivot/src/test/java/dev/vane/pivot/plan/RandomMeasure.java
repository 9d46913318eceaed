package dev.vane.pivot.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Measures over a {@link RandomTable}, as a client would write them. */
record RandomMeasure(Random random) {
  /** Floats whose sums are exact, decimals and integers. */
  private static final List<String> NUMBERS = List.of("ratio", "amount", "quantity", "code");

  /** Writes the measure "m" with its index; a ratio divides earlier ones. */
  void write(ObjectNode measure, int index, Supplier<JsonNode> filter) {
    measure.put("alias", "m" + index);
    if (index == 3 && random.nextBoolean()) {
      // The first measure is always one that can be divided.
      measure.put("agg", "ratio").put("ratio_numerator", "m0").put("ratio_denominator", "m0");
      if (random.nextBoolean()) {
        measure.put("ratio_null_value", -1).put("ratio_format", "percentage");
      }
      return;
    }
    String field = aggregate(measure, index == 0 ? random.nextInt(4) : random.nextInt(13));
    if (random.nextInt(4) == 0) {
      measure.putArray("filters").add(filter.get());
    }
    if (!field.isEmpty() && random.nextInt(6) == 0) {
      measure.put(
          "null_handling",
          NUMBERS.contains(field)
              ? pick(List.of("as_zero", "ignore"))
              : pick(List.of("exclude_rows", "ignore")));
    }
  }

  private String aggregate(ObjectNode measure, int kind) {
    return switch (kind) {
      case 0 -> {
        measure.put("agg", "count");
        over(measure);
        yield "";
      }
      case 1 -> over(measure, field(measure, "sum", NUMBERS));
      case 2 -> over(measure, field(measure, "avg", List.of("ratio", "amount", "code")));
      case 3 -> field(measure, "count_distinct", RandomQuestion.allFields());
      case 4 ->
          over(measure, field(measure, pick(List.of("min", "max")), RandomQuestion.allFields()));
      case 5 -> field(measure, "count", RandomQuestion.allFields());
      case 6 -> field(measure, pick(List.of("stddev", "variance")), List.of("ratio", "code"));
      case 7 -> field(measure, "median", NUMBERS);
      case 8 -> {
        measure.put(
            "percentile", new java.math.BigDecimal(pick(List.of("0", "0.25", "0.75", "1"))));
        yield field(measure, "percentile", NUMBERS);
      }
      case 9 -> field(measure, "mode", RandomQuestion.allFields());
      case 10 -> {
        measure.put("by", pick(RandomQuestion.allFields()));
        yield field(measure, pick(List.of("first", "last")), RandomQuestion.allFields());
      }
      case 11 -> {
        measure.put("weight", "code");
        yield field(measure, "weighted_avg", List.of("ratio", "code"));
      }
      default -> list(measure);
    };
  }

  private String list(ObjectNode measure) {
    measure.put("values", 1 + random.nextInt(3));
    if (random.nextBoolean()) {
      measure.put("by", pick(RandomQuestion.allFields()));
    }
    if (random.nextBoolean()) {
      measure.put("separator", pick(List.of("", ";", "'")));
      return field(measure, "string_agg", List.of("name", "side"));
    }
    return field(measure, "array_agg", RandomQuestion.allFields());
  }

  private String over(ObjectNode measure, String field) {
    if (NUMBERS.contains(field)) {
      over(measure);
    }
    return field;
  }

  private void over(ObjectNode measure) {
    if (random.nextInt(4) == 0) {
      measure
          .putObject("over")
          .put("dimension", pick(List.of("day", "local", "code", "ratio")))
          .put("take", pick(List.of("first", "last", "avg")));
    }
  }

  private String field(ObjectNode measure, String aggregate, List<String> fields) {
    String field = pick(fields);
    measure.put("agg", aggregate).put("field", field);
    return field;
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
