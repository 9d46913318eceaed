package dev.vane.spi;

/** What a stream does to its table. */
public enum WriteMode {
  /** Add rows; a table that is missing is created. */
  APPEND,
  /** Replace all rows, and the schema; a table that is missing is created. */
  OVERWRITE,
  /** Create the table; refused when it exists. */
  CREATE
}
