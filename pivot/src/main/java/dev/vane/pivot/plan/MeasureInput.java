package dev.vane.pivot.plan;

import dev.vane.pivot.Aggregation;
import dev.vane.pivot.MeasureOptions.NullHandling;
import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.schema.Column;
import java.util.Optional;

/**
 * What a measure reads of a row: a column's value, or NULL where the row does not count for it.
 *
 * @param column empty for the number 1
 * @param summed whether it is only added up, where -0.0 need not be brought to 0.0 row by row
 */
record MeasureInput(
    Optional<Column> column,
    Optional<BoundFilter> filter,
    NullHandling nullHandling,
    boolean summed) {
  /** What is aggregated; empty for a count of all rows. */
  static Optional<MeasureInput> value(BoundMeasure measure) {
    return measure.column().isEmpty() && measure.filter().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MeasureInput(
                measure.column(),
                measure.filter(),
                measure.measure().options().nullHandling(),
                measure.aggregation() == Aggregation.SUM
                    || measure.aggregation() == Aggregation.AVG));
  }

  static MeasureInput plain(Column column) {
    return new MeasureInput(Optional.of(column), Optional.empty(), NullHandling.IGNORE, false);
  }
}
