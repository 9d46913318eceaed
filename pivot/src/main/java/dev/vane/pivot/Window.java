package dev.vane.pivot;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A measure over a window of the cells of its own level.
 *
 * @param groupBy the keys that the cells of one window share, by their names in the answer; empty
 *     for the function's own
 * @param orderBy keys and measures by which the cells of a window are ordered
 * @param start the first place of the frame, counted from the cell's own; empty for the first cell
 * @param end the last place of the frame; empty for the cell itself
 */
public record Window(
    Function function,
    Optional<List<String>> groupBy,
    List<String> orderBy,
    OptionalInt start,
    OptionalInt end) {
  public Window {
    groupBy = groupBy.map(List::copyOf);
    orderBy = List.copyOf(orderBy);
  }

  /** What is made of the window. */
  public enum Function {
    /** The sum of the frame. */
    CUMULATIVE,
    /** The average of the frame, of which each cell has one more. */
    RUNNING_AVG,
    /** The average of the frame. */
    MOVING_AVG,
    /** 1 and how many cells of the window come before. */
    RANK,
    /** 1 and how many different places of the window come before. */
    DENSE_RANK,
    /** The value over the total of the group. */
    PERCENT_OF_TOTAL,
    PERCENT_OF_ROW,
    PERCENT_OF_COL;

    /** What clients write. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is a share of a total. */
    public boolean isShare() {
      return compareTo(PERCENT_OF_TOTAL) >= 0;
    }

    /** Whether it counts places. */
    public boolean isRank() {
      return this == RANK || this == DENSE_RANK;
    }

    /** Whether it is made of a frame. */
    public boolean isFramed() {
      return !isShare() && !isRank();
    }
  }
}
