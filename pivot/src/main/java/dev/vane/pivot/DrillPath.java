package dev.vane.pivot;

import dev.vane.pivot.json.Literal;
import java.util.List;

/**
 * A row path that is drilled into: of the answer's rows only those are presented that lie in such a
 * path.
 *
 * @param keys of the first row fields
 * @param level how many row fields stand above the last one that is presented
 */
public record DrillPath(List<Literal> keys, int level) {
  public DrillPath {
    keys = List.copyOf(keys);
  }
}
