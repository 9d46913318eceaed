package dev.vane.pivot;

import dev.vane.pivot.json.Literal;

/** A key of the path of a cell whose rows are asked for. */
public sealed interface DrillKey {
  /** The key's value. */
  record Value(Literal literal) implements DrillKey {}

  /** The members that {@code top} did not choose; an empty object in a path. */
  record Others() implements DrillKey {}

  /** Rolled up before a further key; an empty list in a path. */
  record RolledUp() implements DrillKey {}
}
