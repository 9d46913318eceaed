package dev.vane.pivot.plan;

import java.util.Comparator;

/**
 * Keys of the row axis with keys of the column axis: one grouping of the cube.
 *
 * @param row a bit for each key that is not rolled up, the first key's the lowest
 * @param column the same of the column axis
 */
public record LevelPair(long row, long column) implements Comparable<LevelPair> {
  private static final Comparator<LevelPair> ORDER =
      Comparator.comparingLong(LevelPair::row).thenComparingLong(LevelPair::column);

  /** The first keys of each axis. */
  static LevelPair ofLevels(int row, int column) {
    return new LevelPair(first(row), first(column));
  }

  /** The set of the first keys. */
  static long first(int keys) {
    return (1L << keys) - 1;
  }

  /** The set without its last key. */
  static long parent(long set) {
    return set & ~Long.highestOneBit(set);
  }

  /**
   * The keys that are grouped by, a bit for each: those of the row axis from the lowest on, then
   * those of the column axis.
   *
   * @param rowKeys keys of the row axis
   */
  public long mask(int rowKeys) {
    return row | column << rowKeys;
  }

  @Override
  public int compareTo(LevelPair other) {
    return ORDER.compare(this, other);
  }
}
