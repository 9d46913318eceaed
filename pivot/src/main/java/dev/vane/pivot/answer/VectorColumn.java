package dev.vane.pivot.answer;

import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.cube.VectorOrder;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
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
  public void copy(int cell, FieldVector target, int row) {
    target.copyFromSafe(cell, row, vector);
  }
}
