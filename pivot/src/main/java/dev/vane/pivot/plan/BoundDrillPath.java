package dev.vane.pivot.plan;

import java.util.List;

/**
 * A row path that is drilled into, resolved.
 *
 * @param level how many row keys stand above the last one that is presented
 */
public record BoundDrillPath(List<PathKey> keys, int level) {
  public BoundDrillPath {
    keys = List.copyOf(keys);
  }
}
