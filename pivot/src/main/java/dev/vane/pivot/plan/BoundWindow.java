package dev.vane.pivot.plan;

import dev.vane.pivot.Window;
import java.util.List;

/**
 * A window, resolved. Sets of keys have a bit for each key of their axis, the first one's the
 * lowest.
 *
 * @param rowGroup the row keys that the cells of a window share, as far as they have them
 * @param columnGroup the same of the column axis
 * @param order terms by which the cells of a window are ordered; ties go by presented order
 */
public record BoundWindow(Window window, long rowGroup, long columnGroup, List<Term> order) {
  public BoundWindow {
    order = List.copyOf(order);
  }

  /** What cells are ordered by. */
  public sealed interface Term {
    /**
     * A key, as the question orders it.
     *
     * @param level its place on its axis, from 1
     */
    record Key(boolean onRows, int level, KeyOrder order) implements Term {}

    /** A measure's own values, the greatest first. */
    record Measure(String alias) implements Term {}
  }
}
