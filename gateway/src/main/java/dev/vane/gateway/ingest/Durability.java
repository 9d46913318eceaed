package dev.vane.gateway.ingest;

/** Where a batch is when it is acknowledged. */
public enum Durability {
  /** In the gateway's log, on disk; its table has it soon. */
  LOG,
  /** In its table. */
  TABLE
}
