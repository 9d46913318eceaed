package dev.vane.log;

import java.nio.ByteBuffer;

/** Takes what a log holds when it is opened, in order. */
public interface RecoveredEntries {
  /** The identity of the log, before its entries; also more than once. */
  void log(String id);

  /**
   * An entry that was not removed; whoever finds it applied already releases it.
   *
   * @param payload its bytes, good during the call
   */
  void entry(LogEntry entry, ByteBuffer payload);
}
