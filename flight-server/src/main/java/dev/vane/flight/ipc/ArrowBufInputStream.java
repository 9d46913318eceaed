package dev.vane.flight.ipc;

import java.io.InputStream;
import org.apache.arrow.memory.ArrowBuf;

/** Some bytes of an Arrow buffer as a stream; the buffer stays its owner's. */
final class ArrowBufInputStream extends InputStream {
  private final ArrowBuf buffer;
  private final long end;
  private long position;

  ArrowBufInputStream(ArrowBuf buffer, long start, long length) {
    this.buffer = buffer;
    this.position = start;
    this.end = start + length;
  }

  @Override
  public int read() {
    return position < end ? Byte.toUnsignedInt(buffer.getByte(position++)) : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (position >= end) {
      return -1;
    }
    int count = (int) Math.min(length, end - position);
    buffer.getBytes(position, target, offset, count);
    position += count;
    return count;
  }
}
