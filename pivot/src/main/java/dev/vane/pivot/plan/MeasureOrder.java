package dev.vane.pivot.plan;

import java.util.List;

/**
 * Rows ordered by a measure at a column path.
 *
 * @param measure index of the measure
 * @param path the path's keys; empty for the total over the column axis
 */
public record MeasureOrder(int measure, KeyOrder order, List<PathKey> path) implements RowOrder {
  public MeasureOrder {
    path = List.copyOf(path);
  }
}
