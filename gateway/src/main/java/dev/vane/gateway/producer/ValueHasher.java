package dev.vane.gateway.producer;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * Puts the values of vectors into a hash: which are NULL, and the bytes of those that are not. Runs
 * of values that are there go in as one piece, so plain columns cost little more than their bytes.
 */
final class ValueHasher {
  private final Hasher hasher;

  ValueHasher(Hasher hasher) {
    this.hasher = hasher;
  }

  HashCode hash() {
    return hasher.hash();
  }

  void put(long value) {
    hasher.putLong(value);
  }

  void put(ValueVector vector, int start, int count) {
    if (vector instanceof ExtensionTypeVector<?> extension) {
      put(extension.getUnderlyingVector(), start, count);
    } else if (vector instanceof NullVector) {
      hasher.putInt(count);
    } else if (vector instanceof FieldVector field && isKnown(field)) {
      putNulls(field, start, count);
      putRuns(field, start, count);
    } else {
      putEach(vector, start, count);
    }
  }

  private static boolean isKnown(FieldVector vector) {
    return vector instanceof BaseFixedWidthVector
        || vector instanceof BaseVariableWidthVector
        || vector instanceof BaseLargeVariableWidthVector
        || vector instanceof BaseVariableWidthViewVector
        || vector instanceof ListVector
        || vector instanceof FixedSizeListVector
        || vector instanceof StructVector;
  }

  /** Which values are NULL; that none is, is one bit whether there is a bitmap or not. */
  private void putNulls(FieldVector vector, int start, int count) {
    if (vector.getNullCount() == 0) {
      hasher.putBoolean(false);
      return;
    }
    boolean any = false;
    for (int row = start; row < start + count && !any; row++) {
      any = vector.isNull(row);
    }
    hasher.putBoolean(any);
    if (!any) {
      return;
    }
    long bits = 0;
    for (int row = 0; row < count; row++) {
      bits |= vector.isNull(start + row) ? 1L << row : 0;
      if (row % Long.SIZE == Long.SIZE - 1) {
        hasher.putLong(bits);
        bits = 0;
      }
    }
    hasher.putLong(bits);
  }

  private void putRuns(FieldVector vector, int start, int count) {
    if (vector.getNullCount() == 0) {
      putValues(vector, start, count);
      return;
    }
    int end = start + count;
    int row = start;
    while (row < end) {
      int first = row;
      while (row < end && !vector.isNull(row)) {
        row++;
      }
      if (row > first) {
        putValues(vector, first, row - first);
      }
      row++;
    }
  }

  /** Values of which none is NULL. */
  private void putValues(FieldVector vector, int start, int count) {
    if (count == 0) {
      return;
    }
    if (vector instanceof BitVector bits) {
      for (int row = start; row < start + count; row++) {
        hasher.putByte((byte) bits.get(row));
      }
    } else if (vector instanceof BaseFixedWidthVector fixed) {
      long width = fixed.getTypeWidth();
      putBytes(fixed.getDataBuffer(), start * width, count * width);
    } else if (vector instanceof BaseVariableWidthVector text) {
      putTexts(text, start, count);
    } else if (vector instanceof BaseLargeVariableWidthVector text) {
      putLargeTexts(text, start, count);
    } else if (vector instanceof BaseVariableWidthViewVector views) {
      putViews(views, start, count);
    } else {
      putChildren(vector, start, count);
    }
  }

  private void putTexts(BaseVariableWidthVector vector, int start, int count) {
    ArrowBuf offsets = vector.getOffsetBuffer();
    int first = offsets.getInt(4L * start);
    int before = first;
    for (int row = start + 1; row <= start + count; row++) {
      int end = offsets.getInt(4L * row);
      hasher.putInt(end - before);
      before = end;
    }
    putBytes(vector.getDataBuffer(), first, (long) before - first);
  }

  private void putLargeTexts(BaseLargeVariableWidthVector vector, int start, int count) {
    ArrowBuf offsets = vector.getOffsetBuffer();
    long first = offsets.getLong(8L * start);
    long before = first;
    for (int row = start + 1; row <= start + count; row++) {
      long end = offsets.getLong(8L * row);
      hasher.putInt((int) (end - before));
      before = end;
    }
    putBytes(vector.getDataBuffer(), first, before - first);
  }

  private void putViews(BaseVariableWidthViewVector vector, int start, int count) {
    for (int row = start; row < start + count; row++) {
      org.apache.arrow.memory.util.ArrowBufPointer value =
          new org.apache.arrow.memory.util.ArrowBufPointer();
      vector.getDataPointer(row, value);
      hasher.putInt((int) value.getLength());
      ArrowBuf buffer = value.getBuf();
      if (buffer != null) {
        putBytes(buffer, value.getOffset(), value.getLength());
      }
    }
  }

  private void putChildren(FieldVector vector, int start, int count) {
    if (vector instanceof StructVector struct) {
      struct.getChildrenFromFields().forEach(child -> put(child, start, count));
    } else if (vector instanceof FixedSizeListVector list) {
      put(list.getDataVector(), start * list.getListSize(), count * list.getListSize());
    } else {
      ListVector list = (ListVector) vector;
      int first = list.getOffsetBuffer().getInt(4L * start);
      int before = first;
      for (int row = start + 1; row <= start + count; row++) {
        int end = list.getOffsetBuffer().getInt(4L * row);
        hasher.putInt(end - before);
        before = end;
      }
      put(list.getDataVector(), first, before - first);
    }
  }

  /** Rare layouts (unions, run ends, list views): a hash of each value. */
  private void putEach(ValueVector vector, int start, int count) {
    for (int row = start; row < start + count; row++) {
      hasher.putInt(vector.isNull(row) ? 0 : vector.hashCode(row));
    }
  }

  private void putBytes(ArrowBuf buffer, long start, long length) {
    long place = start;
    long left = length;
    while (left > 0) {
      int part = (int) Math.min(left, 1 << 30);
      ByteBuffer bytes = buffer.nioBuffer(place, part).order(ByteOrder.LITTLE_ENDIAN);
      hasher.putBytes(bytes);
      place += part;
      left -= part;
    }
  }
}
