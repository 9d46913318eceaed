package dev.vane.pivot.cube;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;

/** Reads values of 1 to 8 bytes as longs, whatever they mean. */
final class FixedWidth {
  private FixedWidth() {}

  /** The bytes of a value that is not NULL, as a signed number. */
  static long read(BaseFixedWidthVector vector, int index) {
    ArrowBuf buffer = vector.getDataBuffer();
    int width = vector.getTypeWidth();
    long offset = (long) index * width;
    return switch (width) {
      case Byte.BYTES -> buffer.getByte(offset);
      case Short.BYTES -> buffer.getShort(offset);
      case Integer.BYTES -> buffer.getInt(offset);
      case Long.BYTES -> buffer.getLong(offset);
      default -> throw new IllegalArgumentException("Width " + width);
    };
  }
}
