package dev.vane.pivot.plan;

import dev.vane.pivot.sql.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * Rows ordered by a measure at a column path.
 *
 * @param measure index of the measure
 * @param path the path's keys; empty for the total over the column axis
 */
record MeasureOrder(int measure, KeyOrder order, List<PathKey> path) implements RowOrder {
  MeasureOrder {
    path = List.copyOf(path);
  }

  /** A key of a column path: NULL, a value, or a value that the column can't have. */
  record PathKey(boolean possible, Optional<Parameter> value) {}
}
