package dev.vane.flight.ipc;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Checks buffers of offsets. A negative difference or offset sets the sign bit of what is gathered,
 * so the loops have no branches.
 */
final class Offsets {
  private Offsets() {}

  /**
   * Whether count + 1 offsets of four bytes start at 0 or above, never fall, and end at most at
   * end.
   */
  static boolean rise32(ArrowBuf offsets, int count, long end) {
    long address = offsets.memoryAddress();
    int previous = MemoryUtil.getInt(address);
    int gathered = previous;
    for (int i = 1; i <= count; i++) {
      int current = MemoryUtil.getInt(address + (long) i * Integer.BYTES);
      gathered |= current | (current - previous);
      previous = current;
    }
    return gathered >= 0 && previous <= end;
  }

  /** The same for offsets of eight bytes. */
  static boolean rise64(ArrowBuf offsets, int count, long end) {
    long address = offsets.memoryAddress();
    long previous = MemoryUtil.getLong(address);
    long gathered = previous;
    for (int i = 1; i <= count; i++) {
      long current = MemoryUtil.getLong(address + (long) i * Long.BYTES);
      gathered |= current | (current - previous);
      previous = current;
    }
    return gathered >= 0 && previous <= end;
  }

  /** Whether each offset with its size, of four bytes, lies inside 0 to end. */
  static boolean inside32(ArrowBuf offsets, ArrowBuf sizes, int count, long end) {
    long gathered = 0;
    for (int i = 0; i < count; i++) {
      long offset = MemoryUtil.getInt(offsets.memoryAddress() + (long) i * Integer.BYTES);
      long size = MemoryUtil.getInt(sizes.memoryAddress() + (long) i * Integer.BYTES);
      gathered |= offset | size | (end - offset - size);
    }
    return gathered >= 0;
  }

  /** The same for offsets and sizes of eight bytes. */
  static boolean inside64(ArrowBuf offsets, ArrowBuf sizes, int count, long end) {
    long gathered = 0;
    for (int i = 0; i < count; i++) {
      long offset = MemoryUtil.getLong(offsets.memoryAddress() + (long) i * Long.BYTES);
      long size = MemoryUtil.getLong(sizes.memoryAddress() + (long) i * Long.BYTES);
      gathered |= offset | size | (end - offset) | (end - offset - size);
    }
    return gathered >= 0;
  }
}
