package dev.vane.pivot.schema;

import dev.vane.pivot.sql.Parameter;
import java.util.Optional;

/**
 * A client's value in a column's type. A value between two neighbours of the type (1.5 among
 * integers, a third decimal among cents, nanoseconds among microseconds) is kept as the lower
 * neighbour, and one that no column of the type can reach as its side, so that comparisons stay
 * exact and never need a cast that could fail.
 *
 * @param parameter the value, or its lower neighbour; absent when out of range
 */
public record TypedValue(Fit fit, Optional<Parameter> parameter) {
  /** How the value sits in the type. */
  public enum Fit {
    EXACT,
    /** Above {@code parameter} and below its next neighbour. */
    BETWEEN_NEIGHBOURS,
    BELOW_ALL,
    ABOVE_ALL
  }

  static TypedValue exact(Object value) {
    return new TypedValue(Fit.EXACT, Optional.of(Parameter.of(value)));
  }

  static TypedValue of(Parameter parameter, boolean exact) {
    return new TypedValue(exact ? Fit.EXACT : Fit.BETWEEN_NEIGHBOURS, Optional.of(parameter));
  }

  static TypedValue outside(boolean above) {
    return new TypedValue(above ? Fit.ABOVE_ALL : Fit.BELOW_ALL, Optional.empty());
  }
}
