package dev.vane.pivot.plan;

import java.util.Comparator;

/** A level of the row axis with one of the column axis: one grouping of the cube. */
public record LevelPair(int row, int column) implements Comparable<LevelPair> {
  private static final Comparator<LevelPair> ORDER =
      Comparator.comparingInt(LevelPair::row).thenComparingInt(LevelPair::column);

  /**
   * The keys that are grouped by, a bit for each: those of the row axis from the lowest on, then
   * those of the column axis.
   *
   * @param rowKeys keys of the row axis
   */
  public long mask(int rowKeys) {
    return ((1L << row) - 1) | ((1L << column) - 1) << rowKeys;
  }

  @Override
  public int compareTo(LevelPair other) {
    return ORDER.compare(this, other);
  }
}
