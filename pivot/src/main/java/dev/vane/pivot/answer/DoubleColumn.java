package dev.vane.pivot.answer;

import dev.vane.pivot.cube.IndexOrder;
import java.math.BigDecimal;
import java.util.BitSet;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Computed FLOAT64 values; not changed once another thread sees it. */
final class DoubleColumn implements CellColumn {
  private static final FieldType TYPE =
      FieldType.nullable(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));

  private final double[] values;
  private final BitSet present;

  /** Nothing but NULLs, for so many cells. */
  DoubleColumn(int size) {
    values = new double[size];
    present = new BitSet(size);
  }

  void set(int cell, double value) {
    values[cell] = value;
    present.set(cell);
  }

  int size() {
    return values.length;
  }

  @Override
  public FieldType type() {
    return TYPE;
  }

  @Override
  public boolean isNull(int cell) {
    return !present.get(cell);
  }

  @Override
  public IndexOrder order() {
    return (left, right) -> Double.compare(values[left] + 0.0, values[right] + 0.0);
  }

  @Override
  public boolean isNumeric() {
    return true;
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public double number(int cell) {
    return values[cell];
  }

  @Override
  public BigDecimal exact(int cell) {
    throw new IllegalStateException("A float is not exact");
  }

  @Override
  public Object value(int cell) {
    return values[cell];
  }

  @Override
  public void copy(int cell, FieldVector target, int row) {
    if (present.get(cell)) {
      ((Float8Vector) target).setSafe(row, values[cell]);
    } else {
      target.setNull(row);
    }
  }
}
