package dev.vane.gateway.ingest;

/** When a stream is acknowledged. */
public enum AckMode {
  /** Once, when all of it is committed as one. */
  END,
  /** Batch by batch, each when it is on disk. */
  BATCH
}
