package dev.vane.client;

import java.util.Locale;

/** What a write may do to the columns of an existing table. */
public enum SchemaMode {
  /** Columns must be those of the table. */
  STRICT,
  /** Missing columns become NULL, new ones are added, types may widen. */
  MERGE;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
