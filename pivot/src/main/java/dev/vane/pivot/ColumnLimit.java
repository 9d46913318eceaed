package dev.vane.pivot;

import java.util.Locale;

/**
 * How wide an answer may become.
 *
 * @param fields most column paths times measures
 * @param onExceed what becomes of the column paths beyond
 */
public record ColumnLimit(long fields, OnExceed onExceed) {
  /** What becomes of the column paths beyond the limit. */
  public enum OnExceed {
    /** The question is refused. */
    ERROR,
    /** They are left out. */
    TRUNCATE,
    /** They are one column path together, computed from their rows. */
    OTHERS;

    /** What clients write. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the cube depends on it. */
  public boolean makesOthers() {
    return onExceed == OnExceed.OTHERS;
  }
}
