package dev.vane.spi;

/** What happens when a stream's schema is not the table's. Columns are always matched by name. */
public enum SchemaMode {
  /**
   * Every column of the table must come, none besides, and each in the type that is stored. Arrow's
   * layouts of one type, such as plain, large, view and dictionary-encoded text, are one type here,
   * and a column of the type null fits any.
   */
  STRICT,
  /** New columns are added, missing ones become NULL, types are widened, never narrowed. */
  MERGE
}
