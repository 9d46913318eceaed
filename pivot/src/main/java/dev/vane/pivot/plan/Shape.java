package dev.vane.pivot.plan;

import java.util.List;
import java.util.Optional;

/**
 * Which paths of a cube are presented beyond what its axes say.
 *
 * @param expandedPaths the row paths that are expanded below the depth of the question's expansion
 * @param drillPaths the row paths that are presented with what is in them; all where it is empty
 * @param columnMeasure the place of the shown measure whose totals order the column axis
 */
public record Shape(
    List<List<PathKey>> expandedPaths,
    List<BoundDrillPath> drillPaths,
    Optional<Integer> columnMeasure) {
  public Shape {
    expandedPaths = expandedPaths.stream().map(List::copyOf).toList();
    drillPaths = List.copyOf(drillPaths);
  }
}
