package dev.vane.spi;

/**
 * What a backend can do beyond the least: create, append, read the newest version. What a backend
 * lacks is refused with {@link ErrorCode#OPTION_UNSUPPORTED}, and the contract test checks that it
 * is.
 */
public enum Capability {
  /** Replace the whole content, schema included, in one commit. */
  OVERWRITE,
  /** Replace the partitions that fulfil a condition, in one commit. */
  PARTITION_OVERWRITE,
  /** Replace rows by key, in one commit. */
  UPSERT,
  /** Add columns and widen types while appending. */
  SCHEMA_MERGE,
  /** Lay rows out by the values of columns. */
  PARTITIONING,
  /** Remove rows by a condition, in one commit. */
  DELETE,
  /** Give columns new values in rows that fulfil a condition, in one commit. */
  UPDATE,
  /** Read an older version. */
  TIME_TRAVEL,
  /** Tell the rows that changed between two versions. */
  CHANGE_FEED,
  /** Record producers' offsets and log positions in the same transaction as the rows. */
  LEDGER
}
