package dev.vane.pivot.plan;

import java.util.Comparator;

/** A level of the row axis with one of the column axis: one grouping of the cube. */
record LevelPair(int row, int column) implements Comparable<LevelPair> {
  private static final Comparator<LevelPair> ORDER =
      Comparator.comparingInt(LevelPair::row).thenComparingInt(LevelPair::column);

  @Override
  public int compareTo(LevelPair other) {
    return ORDER.compare(this, other);
  }
}
