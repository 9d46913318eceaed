package dev.vane.pivot.answer;

import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.cube.VectorOrder;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.math.BigDecimal;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * A sum of integers, wide in the cube and INT64 when it is sent; one that is not sent may be
 * larger.
 */
record IntegerSumColumn(DecimalVector vector, String alias) implements CellColumn {
  private static final FieldType TYPE = FieldType.nullable(new ArrowType.Int(Long.SIZE, true));

  @Override
  public FieldType type() {
    return TYPE;
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
    return true;
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public double number(int cell) {
    return exact(cell).doubleValue();
  }

  @Override
  public BigDecimal exact(int cell) {
    return vector.getObject(cell);
  }

  @Override
  public Object value(int cell) {
    return exact(cell);
  }

  @Override
  public void copy(int cell, FieldVector target, int row) {
    BigIntVector integers = (BigIntVector) target;
    if (vector.isNull(cell)) {
      integers.setNull(row);
      return;
    }
    ArrowBuf buffer = vector.getDataBuffer();
    long offset = (long) cell * DecimalVector.TYPE_WIDTH;
    long low = buffer.getLong(offset);
    // What fits has nothing but its sign above its 64 bits.
    if (buffer.getLong(offset + Long.BYTES) != low >> (Long.SIZE - 1)) {
      throw new VaneException(
          ErrorCode.NUMERIC_OVERFLOW,
          "The sum %s is %s in one place, which does not fit in INT64. Give the measure \"type\": \"decimal\" to get DECIMAL(38, 0)."
              .formatted(Names.quoted(alias), vector.getObject(cell).toPlainString()));
    }
    integers.setSafe(row, low);
  }
}
