package dev.vane.pivot.plan;

import dev.vane.pivot.Aggregation;
import dev.vane.pivot.Measure;
import dev.vane.pivot.MeasureOptions.Over;
import dev.vane.pivot.MeasureOptions.Take;
import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import java.util.Optional;

/**
 * A measure over columns.
 *
 * @param column empty for a count of rows and a ratio
 * @param order the column of {@code by}
 * @param weight the column of weights
 * @param dimension the column that it can't be added up along
 * @param filter which of a group's rows count for it
 */
public record BoundMeasure(
    Measure measure,
    Optional<Column> column,
    Optional<Column> order,
    Optional<Column> weight,
    Optional<Column> dimension,
    Optional<BoundFilter> filter) {
  public Aggregation aggregation() {
    return measure.aggregation();
  }

  /** Whether it is a sum of integers, which is kept whole until it is shown. */
  public boolean isIntegerSum() {
    return aggregation() == Aggregation.SUM
        && column.filter(field -> field.kind() == FieldKind.INTEGER).isPresent()
        && measure.options().over().map(Over::take).filter(Take.AVG::equals).isEmpty();
  }

  /** Whether every total follows from leaf groups. */
  boolean isFromLeaves() {
    return dimension.isEmpty()
        && switch (aggregation()) {
          case SUM, AVG, MIN, MAX, COUNT, WEIGHTED_AVG, RATIO -> true;
          case COUNT_DISTINCT,
              APPROX_COUNT_DISTINCT,
              STDDEV,
              VARIANCE,
              MEDIAN,
              PERCENTILE,
              APPROX_PERCENTILE,
              MODE,
              FIRST,
              LAST,
              STRING_AGG,
              ARRAY_AGG ->
              false;
        };
  }
}
