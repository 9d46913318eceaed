package dev.vane.flight.ipc;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseVariableWidthViewVector;

/** Checks the sixteen-byte views of a view column: size, prefix, buffer, offset. */
final class Views {
  static final int VIEW_BYTES = 16;
  static final int MAX_INLINE = 12;
  private static final int BUFFER_AT = 8;
  private static final int OFFSET_AT = 12;

  private Views() {}

  /** Whether each value that is there lies in its view or inside one of the data buffers. */
  static boolean inside(BaseVariableWidthViewVector vector) {
    ArrowBuf validity = vector.getValidityBuffer();
    long address = vector.getDataBuffer().memoryAddress();
    List<ArrowBuf> buffers = vector.getDataBuffers();
    for (int i = 0; i < vector.getValueCount(); i++) {
      if (!ContentCheck.isPresent(validity, i)) {
        continue;
      }
      long view = address + (long) i * VIEW_BYTES;
      int size = MemoryUtil.getInt(view);
      if (size < 0) {
        return false;
      }
      if (size > MAX_INLINE) {
        int buffer = MemoryUtil.getInt(view + BUFFER_AT);
        long offset = MemoryUtil.getInt(view + OFFSET_AT);
        if (buffer < 0
            || buffer >= buffers.size()
            || offset < 0
            || offset + size > buffers.get(buffer).capacity()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Address of value i's bytes. */
  static long address(BaseVariableWidthViewVector vector, int i) {
    long view = vector.getDataBuffer().memoryAddress() + (long) i * VIEW_BYTES;
    return MemoryUtil.getInt(view) <= MAX_INLINE
        ? view + Integer.BYTES
        : vector.getDataBuffers().get(MemoryUtil.getInt(view + BUFFER_AT)).memoryAddress()
            + MemoryUtil.getInt(view + OFFSET_AT);
  }

  /** Bytes of value i. */
  static int size(BaseVariableWidthViewVector vector, int i) {
    return MemoryUtil.getInt(vector.getDataBuffer().memoryAddress() + (long) i * VIEW_BYTES);
  }
}
