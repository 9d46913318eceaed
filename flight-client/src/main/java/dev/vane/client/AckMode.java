package dev.vane.client;

import java.util.Locale;

/** When the gateway acknowledges. */
public enum AckMode {
  /** Once, with the receipt: the whole stream is one commit. */
  END,
  /** Batch by batch while the stream is open; what was acknowledged stays. */
  BATCH;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
