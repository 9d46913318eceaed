package dev.vane.pivot.plan;

import dev.vane.pivot.Aggregation;
import dev.vane.pivot.Measure;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import java.util.Optional;

/**
 * A measure over a column.
 *
 * @param column empty for a count of rows
 */
public record BoundMeasure(Measure measure, Optional<Column> column) {
  public Aggregation aggregation() {
    return measure.aggregation();
  }

  /** Whether it is a sum of integers, which is kept whole until it is shown. */
  public boolean isIntegerSum() {
    return aggregation() == Aggregation.SUM
        && column.filter(field -> field.kind() == FieldKind.INTEGER).isPresent();
  }
}
