package dev.vane.client;

import java.util.Locale;

/** What a write does to a table that may exist already. */
public enum WriteMode {
  /** Adds rows; makes the table where there is none. */
  APPEND,
  /** Replaces all rows, and the schema where it differs. */
  OVERWRITE,
  /** Makes the table, and is refused where it exists. */
  CREATE,
  /** Replaces the rows that share a key with the stream's, and adds the stream's. */
  UPSERT;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
