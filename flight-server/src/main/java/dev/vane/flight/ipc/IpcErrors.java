package dev.vane.flight.ipc;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.MemoryErrors;
import dev.vane.spi.VaneException;
import java.util.Locale;

/** The errors of unreadable or oversized IPC. */
final class IpcErrors {
  private IpcErrors() {}

  /** What was sent is not Arrow IPC as the format defines it. */
  static VaneException invalid(String format, Object... arguments) {
    return new VaneException(
        ErrorCode.IPC_INVALID,
        String.format(Locale.ROOT, format, arguments)
            + " Write the stream with an Arrow library, and do not change its bytes on the way.");
  }

  /** A message is shorter than it says itself. */
  static VaneException truncated(String format, Object... arguments) {
    return new VaneException(
        ErrorCode.IPC_TRUNCATED,
        String.format(Locale.ROOT, format, arguments)
            + " Send the stream again, whole; nothing of it was kept.");
  }

  /** More bytes than one message may have. */
  static VaneException tooLarge(String what, long bytes, long limit) {
    return new VaneException(
        ErrorCode.LIMIT_MESSAGE_SIZE,
        String.format(
            Locale.ROOT,
            "%s has %,d bytes, and limits.message_size allows %,d. Send smaller batches (pyarrow: write_table(table, max_chunksize=65536)), or raise the limit.",
            what,
            bytes,
            limit));
  }

  /** The gateway has no memory for it at the moment. */
  static VaneException outOfMemory(Throwable cause) {
    return MemoryErrors.refusal(
        "The gateway has no memory left for this batch. Send the stream again later, with smaller batches or fewer streams at once, or raise limits.memory.",
        cause);
  }
}
