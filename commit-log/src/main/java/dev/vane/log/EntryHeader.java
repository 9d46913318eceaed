package dev.vane.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What stands before each entry: its length, its checksum, its position, and a checksum of these
 * three, so that a length is never believed that was torn.
 */
record EntryHeader(int length, int checksum, long position) {
  static final int BYTES = 24;

  static int checksum(ByteBuffer payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload.duplicate());
    return (int) crc.getValue();
  }

  ByteBuffer encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    buffer.putInt(length).putInt(checksum).putLong(position);
    buffer.putInt(checksum(buffer.duplicate().flip())).putInt(0);
    return buffer.flip();
  }

  /** Reads a header; null if it is not one. */
  static @org.jspecify.annotations.Nullable EntryHeader decode(ByteBuffer buffer) {
    int length = buffer.getInt(0);
    EntryHeader header = new EntryHeader(length, buffer.getInt(4), buffer.getLong(8));
    return length >= 0 && header.encode().equals(buffer.duplicate().position(0).limit(BYTES))
        ? header
        : null;
  }
}
