package dev.vane.pivot;

import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.source.LookThrough;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import java.util.List;

/**
 * Holds measures to a look-through: a row of a composite is there once for each leaf, so what adds
 * values, or weighs them by how often they come, may only take fields that are shared out.
 */
final class SharedMeasures {
  private SharedMeasures() {}

  static void require(LookThrough look, List<Measure> measures) {
    for (int index = 0; index < measures.size(); index++) {
      Measure measure = measures.get(index);
      JsonPath path = JsonPath.ROOT.key("measures").index(index);
      if (measure.aggregation() == Aggregation.WEIGHTED_AVG) {
        measure.options().weight().ifPresent(weight -> require(look, weight, path.key("weight")));
      } else if (repeats(measure.aggregation())) {
        measure.field().ifPresent(field -> require(look, field, path.key("field")));
      }
    }
  }

  private static void require(LookThrough look, String field, JsonPath path) {
    if (!look.scaled().contains(field) && !field.equals(look.weightField())) {
      throw path.problem(
          ErrorCode.PIVOT_INVALID,
          "names %s, which would count once for each leaf of a composite. Name it in look_through.scaled, so that it is shared out by weight, or choose min, max, count_distinct or a weighted average by a scaled field."
              .formatted(Names.quoted(field)));
    }
  }

  private static boolean repeats(Aggregation aggregation) {
    return switch (aggregation) {
      case SUM, AVG, STDDEV, VARIANCE, MEDIAN, PERCENTILE, APPROX_PERCENTILE, MODE -> true;
      case MIN,
          MAX,
          COUNT,
          COUNT_DISTINCT,
          APPROX_COUNT_DISTINCT,
          FIRST,
          LAST,
          STRING_AGG,
          ARRAY_AGG,
          WEIGHTED_AVG,
          RATIO ->
          false;
    };
  }
}
