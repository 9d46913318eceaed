package dev.vane.log;

import java.nio.ByteBuffer;

/** An entry on its way. */
record Append(LogLane lane, ByteBuffer payload, int checksum, AppendListener listener) {
  long bytes() {
    return EntryHeader.BYTES + (long) payload.remaining();
  }
}
