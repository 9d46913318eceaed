package dev.vane.pivot;

import java.util.Locale;

/**
 * How a total of a measure relates to its parts. It decides what may be computed from groups that
 * are computed already, and is told to clients as {@code vane.additivity}.
 */
public enum Additivity {
  /** The total follows from the parts' own values (sum, count, min, max). */
  DISTRIBUTIVE,
  /** The total follows from a few values kept for each part (avg: sum and count). */
  ALGEBRAIC,
  /** The total follows from sketches of the parts, and is near, not exact. */
  SKETCH,
  /** The total needs the rows again (count_distinct). */
  HOLISTIC;

  /** The text in field metadata. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
