package dev.vane.pivot.plan;

import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  /**
   * The keys of both axes for people to read: how many of the first ones, or each key's place from
   * 1 on where one before it is rolled up.
   */
  public String describe() {
    return describe(row) + " x " + describe(column);
  }

  private static String describe(long set) {
    int keys = Long.bitCount(set);
    return set == first(keys)
        ? Integer.toString(keys)
        : IntStream.range(0, Long.SIZE)
            .filter(key -> (set >> key & 1) == 1)
            .mapToObj(key -> Integer.toString(key + 1))
            .collect(Collectors.joining("+", "(", ")"));
  }

  @Override
  public int compareTo(LevelPair other) {
    return ORDER.compare(this, other);
  }
}
