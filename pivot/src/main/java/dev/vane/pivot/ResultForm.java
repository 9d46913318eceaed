package dev.vane.pivot;

/** The shape of a pivot's answer. */
public enum ResultForm {
  /** A row for each row path, a field for each column path and measure. */
  WIDE,
  /** A row for each row path and column path. */
  LONG
}
