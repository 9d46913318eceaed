package dev.vane.pivot;

import dev.vane.pivot.json.Literal;
import java.util.List;

/**
 * Which row paths are expanded, so that what is below them is presented.
 *
 * @param depth row paths with fewer keys are expanded, at least 1
 * @param paths further expanded paths, by their keys; each is shown as such where all above it are
 *     expanded
 */
public record Expansion(int depth, List<List<Literal>> paths) {
  public Expansion {
    paths = List.copyOf(paths);
  }
}
