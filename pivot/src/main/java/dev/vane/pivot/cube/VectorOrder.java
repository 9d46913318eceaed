package dev.vane.pivot.cube;

import java.math.BigDecimal;
import org.apache.arrow.memory.util.ByteFunctionHelpers;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;

/**
 * How the values of a vector are ordered: numbers and times by value, NaN above all, both zeros the
 * same; text by code point, which is the order of its bytes; false before true. Only for values
 * that are not NULL.
 */
public final class VectorOrder {
  private VectorOrder() {}

  /**
   * The order of a vector's values by their index.
   *
   * @throws IllegalArgumentException for types that have no order
   */
  public static IndexOrder of(FieldVector vector) {
    if (vector instanceof BitVector bits) {
      return (left, right) -> Integer.compare(bits.get(left), bits.get(right));
    }
    if (vector instanceof Float8Vector doubles) {
      return (left, right) -> Double.compare(doubles.get(left) + 0.0, doubles.get(right) + 0.0);
    }
    if (vector instanceof Float4Vector floats) {
      return (left, right) -> Float.compare(floats.get(left) + 0.0f, floats.get(right) + 0.0f);
    }
    if (vector instanceof DecimalVector decimals) {
      return (left, right) -> compareDecimals(decimals, left, right);
    }
    if (vector instanceof BaseVariableWidthVector texts) {
      return (left, right) ->
          ByteFunctionHelpers.compare(
              texts.getDataBuffer(),
              texts.getStartOffset(left),
              texts.getEndOffset(left),
              texts.getDataBuffer(),
              texts.getStartOffset(right),
              texts.getEndOffset(right));
    }
    if (vector instanceof FixedSizeBinaryVector bytes) {
      return (left, right) -> java.util.Arrays.compareUnsigned(bytes.get(left), bytes.get(right));
    }
    if (vector instanceof BaseFixedWidthVector fixed && fixed.getTypeWidth() <= Long.BYTES) {
      return integers(fixed);
    }
    throw new IllegalArgumentException("No order for " + vector.getField());
  }

  private static IndexOrder integers(BaseFixedWidthVector vector) {
    if (vector instanceof UInt8Vector) {
      return (left, right) ->
          Long.compareUnsigned(FixedWidth.read(vector, left), FixedWidth.read(vector, right));
    }
    if (vector instanceof UInt1Vector
        || vector instanceof UInt2Vector
        || vector instanceof UInt4Vector) {
      long mask = -1L >>> (Long.SIZE - Byte.SIZE * vector.getTypeWidth());
      return (left, right) ->
          Long.compare(FixedWidth.read(vector, left) & mask, FixedWidth.read(vector, right) & mask);
    }
    return (left, right) ->
        Long.compare(FixedWidth.read(vector, left), FixedWidth.read(vector, right));
  }

  private static int compareDecimals(DecimalVector decimals, int left, int right) {
    BigDecimal first = decimals.getObject(left);
    return first.compareTo(decimals.getObject(right));
  }
}
