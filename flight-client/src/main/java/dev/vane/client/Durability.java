package dev.vane.client;

import java.util.Locale;

/** Where a batch is when it is acknowledged. */
public enum Durability {
  /** In the gateway's log, on disk; its table has it soon, and queries see it at once. */
  LOG,
  /** In its table. */
  TABLE;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
