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
record BoundMeasure(Measure measure, Optional<Column> column) {
  Aggregation aggregation() {
    return measure.aggregation();
  }

  /** Whether it is a sum of integers, which is kept whole until it is shown. */
  boolean isIntegerSum() {
    return aggregation() == Aggregation.SUM
        && column.filter(field -> field.kind() == FieldKind.INTEGER).isPresent();
  }

  /** The cube's value as it is shown. A sum that INT64 can't hold fails here. */
  String shown(String expression) {
    if (!isIntegerSum()) {
      return expression;
    }
    return "CAST(" + expression + (measure.decimal() ? " AS DECIMAL(38, 0))" : " AS BIGINT)");
  }
}
