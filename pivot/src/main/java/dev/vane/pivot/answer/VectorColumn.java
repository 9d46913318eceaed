package dev.vane.pivot.answer;

import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.cube.VectorOrder;
import dev.vane.pivot.cube.Vectors;
import java.math.BigDecimal;
import java.util.List;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Values as the cube has them. */
record VectorColumn(FieldVector vector) implements CellColumn {
  @Override
  public FieldType type() {
    return new FieldType(true, vector.getField().getType(), null);
  }

  @Override
  public List<Field> children() {
    return vector.getField().getChildren();
  }

  @Override
  public boolean isNull(int cell) {
    return vector.isNull(cell);
  }

  @Override
  public IndexOrder order() {
    return VectorOrder.of(vector);
  }

  @Override
  public boolean isNumeric() {
    return isExact() || vector instanceof FloatingPointVector;
  }

  @Override
  public boolean isExact() {
    return vector instanceof BaseIntVector || vector instanceof DecimalVector;
  }

  @Override
  public double number(int cell) {
    return vector instanceof FloatingPointVector floats
        ? floats.getValueAsDouble(cell)
        : exact(cell).doubleValue();
  }

  @Override
  public BigDecimal exact(int cell) {
    return vector instanceof DecimalVector decimals
        ? decimals.getObject(cell)
        : vector instanceof UInt8Vector unsigned
            ? new BigDecimal(unsigned.getObjectNoOverflow(cell))
            : BigDecimal.valueOf(((BaseIntVector) vector).getValueAsLong(cell));
  }

  @Override
  public Object value(int cell) {
    return CellValues.read(vector, cell);
  }

  @Override
  public void copy(int cell, FieldVector target, int row) {
    Vectors.copy(vector, cell, target, row);
  }
}
