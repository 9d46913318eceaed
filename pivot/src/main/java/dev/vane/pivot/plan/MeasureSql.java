package dev.vane.pivot.plan;

import java.util.List;
import java.util.Optional;

/**
 * A measure's SQL at the places where it may stand.
 *
 * @param grain what the groups of the first step are
 * @param partials what the first step keeps of each group, and its name
 * @param merged the value of a group of first groups
 * @param direct the value of a group of rows
 * @param outer the value of a path, of the values at each point within it
 */
record MeasureSql(
    Grain grain, List<Partial> partials, String merged, String direct, Optional<String> outer) {
  /** A value kept of each group of the first step. */
  record Partial(String name, String expression) {}

  /** What the first step groups by. */
  sealed interface Grain {
    /** The leaf of both axes. */
    record Leaves() implements Grain {}

    /** The leaf, and an input's different values, which the second step counts. */
    record Values(String input) implements Grain {}

    /** The leaf, and an input's different values, each of which gives a value of its own. */
    record Points(String input) implements Grain {}

    /** Nothing: every level is computed from the rows. */
    record Rows() implements Grain {}
  }

  MeasureSql {
    partials = List.copyOf(partials);
  }

  /** Computed from leaf groups. */
  static MeasureSql ofLeaves(List<Partial> partials, String merged, String direct) {
    return new MeasureSql(new Grain.Leaves(), partials, merged, direct, Optional.empty());
  }

  /** Computed from the rows at each level. */
  static MeasureSql ofRows(String direct) {
    return new MeasureSql(new Grain.Rows(), List.of(), direct, direct, Optional.empty());
  }

  /** The same within each point of an input, of which {@code outer} makes one value. */
  MeasureSql within(String input, String outer) {
    return new MeasureSql(new Grain.Points(input), partials, merged, direct, Optional.of(outer));
  }
}
