package dev.vane.pivot.answer;

import dev.vane.pivot.ShownMeasure;
import dev.vane.pivot.cube.Cube;
import dev.vane.pivot.plan.BoundMeasure;
import dev.vane.pivot.plan.BoundShown;
import dev.vane.pivot.plan.PivotQuestion;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;

/** The measures' own values, before any is shown in relation to others. */
final class MeasureColumns {
  private MeasureColumns() {}

  /** The shown measures by alias, in the question's order. */
  static Map<String, CellColumn> of(PivotQuestion question, Cube cube) {
    Map<String, CellColumn> known = new HashMap<>();
    for (int index = 0; index < question.measures().size(); index++) {
      BoundMeasure measure = question.measures().get(index);
      known.put(measure.measure().alias(), aggregate(measure, cube.measures().get(index)));
    }
    Map<String, CellColumn> shown = new LinkedHashMap<>();
    for (BoundShown bound : question.shown()) {
      ShownMeasure measure = bound.measure();
      measure
          .calculation()
          .ifPresent(
              expression ->
                  known.put(
                      measure.alias(), new Calculation(known, cube.size()).evaluate(expression)));
      CellColumn column = known.get(measure.alias());
      if (column == null) {
        throw new IllegalStateException("No values of " + measure.alias());
      }
      shown.put(measure.alias(), column);
    }
    return shown;
  }

  private static CellColumn aggregate(BoundMeasure measure, FieldVector vector) {
    boolean narrow = measure.isIntegerSum() && !measure.measure().decimal();
    return narrow && vector instanceof DecimalVector wide
        ? new IntegerSumColumn(wide, measure.measure().alias())
        : new VectorColumn(vector);
  }
}
