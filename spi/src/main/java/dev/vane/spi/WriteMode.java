package dev.vane.spi;

/** What a stream does to its table. */
public enum WriteMode {
  /** Add rows; a table that is missing is created. */
  APPEND,
  /** Replace all rows, and the schema; a table that is missing is created. */
  OVERWRITE,
  /** Create the table; refused when it exists. */
  CREATE,
  /**
   * Replace the rows that have the same key as one of the stream's, and add the stream's; a table
   * that is missing is created. Needs {@link Capability#UPSERT}.
   */
  UPSERT
}
