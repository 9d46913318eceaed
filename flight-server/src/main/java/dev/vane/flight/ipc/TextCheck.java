package dev.vane.flight.ipc;

import com.google.common.base.Utf8;
import java.util.function.LongUnaryOperator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;

/**
 * Checks that columns of text hold UTF-8, value by value. Most text is ASCII, which is seen eight
 * bytes at a time over the whole column; only where that fails each value is looked at.
 */
final class TextCheck {
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private byte[] scratch = new byte[256];

  private TextCheck() {}

  /** Over checked offsets of four bytes; true for columns that are not of text. */
  static boolean offsets32(FieldVector vector) {
    long offsets = vector.getOffsetBuffer().memoryAddress();
    return offsets(vector, i -> MemoryUtil.getInt(offsets + i * Integer.BYTES));
  }

  /** The same over checked offsets of eight bytes. */
  static boolean offsets64(FieldVector vector) {
    long offsets = vector.getOffsetBuffer().memoryAddress();
    return offsets(vector, i -> MemoryUtil.getLong(offsets + i * Long.BYTES));
  }

  private static boolean offsets(FieldVector vector, LongUnaryOperator offset) {
    if (!ContentCheck.isText(vector)) {
      return true;
    }
    int count = vector.getValueCount();
    long data = vector.getDataBuffer().memoryAddress();
    if (isAscii(data + offset.applyAsLong(0), data + offset.applyAsLong(count))) {
      return true;
    }
    TextCheck check = new TextCheck();
    for (int i = 0; i < count; i++) {
      long start = offset.applyAsLong(i);
      long length = offset.applyAsLong(i + 1L) - start;
      if (!vector.isNull(i)
          && (length > Integer.MAX_VALUE || !check.isText(data + start, (int) length))) {
        return false;
      }
    }
    return true;
  }

  /** The same over checked views. */
  static boolean views(BaseVariableWidthViewVector vector) {
    if (!ContentCheck.isText(vector)) {
      return true;
    }
    TextCheck check = new TextCheck();
    for (int i = 0; i < vector.getValueCount(); i++) {
      if (!vector.isNull(i) && !check.isText(Views.address(vector, i), Views.size(vector, i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isText(long address, int length) {
    if (isAscii(address, address + length)) {
      return true;
    }
    if (scratch.length < length) {
      scratch =
          new byte[Math.max(length, (int) Math.min(2L * scratch.length, Integer.MAX_VALUE - 8))];
    }
    MemoryUtil.copyFromMemory(address, scratch, 0, length);
    return Utf8.isWellFormed(scratch, 0, length);
  }

  private static boolean isAscii(long start, long end) {
    long address = start;
    long gathered = 0;
    for (; address + Long.BYTES <= end; address += Long.BYTES) {
      gathered |= MemoryUtil.getLong(address);
    }
    for (; address < end; address++) {
      gathered |= MemoryUtil.getByte(address) & 0x80;
    }
    return (gathered & HIGH_BITS) == 0;
  }
}
