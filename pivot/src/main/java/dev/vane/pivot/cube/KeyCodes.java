package dev.vane.pivot.cube;

import org.apache.arrow.memory.util.ArrowBufPointer;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ElementAddressableVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;

/** Numbers the different values of a key, NULL left out. NaN is one value, both zeros are one. */
interface KeyCodes {
  /** The number of a value that is not NULL; the next free one if it is new. */
  int code(FieldVector vector, int row);

  /** How many different values there were. */
  int size();

  static KeyCodes of(FieldVector example) {
    boolean isShort =
        example instanceof BitVector
            || (example instanceof BaseFixedWidthVector fixed
                && fixed.getTypeWidth() <= Long.BYTES);
    return isShort ? new Numbers() : new Bytes();
  }

  /** Values of at most eight bytes. */
  final class Numbers implements KeyCodes {
    private final LongCodes codes = new LongCodes();

    @Override
    public int code(FieldVector vector, int row) {
      return codes.code(bits(vector, row));
    }

    private static long bits(FieldVector vector, int row) {
      if (vector instanceof Float8Vector doubles) {
        return Double.doubleToLongBits(doubles.get(row) + 0.0);
      }
      if (vector instanceof Float4Vector floats) {
        return Float.floatToIntBits(floats.get(row) + 0.0f);
      }
      if (vector instanceof BitVector flags) {
        return flags.get(row);
      }
      return FixedWidth.read((BaseFixedWidthVector) vector, row);
    }

    @Override
    public int size() {
      return codes.size();
    }
  }

  /** Text, bytes and decimals. */
  final class Bytes implements KeyCodes {
    private final ByteCodes codes = new ByteCodes();
    private final ArrowBufPointer pointer = new ArrowBufPointer();

    @Override
    public int code(FieldVector vector, int row) {
      ((ElementAddressableVector) vector).getDataPointer(row, pointer);
      org.apache.arrow.memory.ArrowBuf buffer = pointer.getBuf();
      if (buffer == null) {
        throw new IllegalArgumentException("The value is NULL");
      }
      return codes.code(buffer, pointer.getOffset(), Math.toIntExact(pointer.getLength()));
    }

    @Override
    public int size() {
      return codes.size();
    }
  }
}
