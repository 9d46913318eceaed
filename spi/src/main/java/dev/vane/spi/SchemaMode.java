package dev.vane.spi;

/** What happens when a stream's schema is not the table's. Columns are always matched by name. */
public enum SchemaMode {
  /** Every column of the table must come, none besides, and each in a type the table's can hold. */
  STRICT,
  /** New columns are added, missing ones become NULL, types are widened, never narrowed. */
  MERGE
}
