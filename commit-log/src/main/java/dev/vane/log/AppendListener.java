package dev.vane.log;

import dev.vane.spi.VaneException;

/** Hears of one entry, once, on a thread of the log that must not be held up. */
public interface AppendListener {
  /** The entry is on disk. The bytes that were given are not looked at any more. */
  void durable(LogEntry entry);

  /** The entry is not in the log, or nobody knows (LOG_FAILED), and never acknowledged. */
  void failed(VaneException failure);
}
