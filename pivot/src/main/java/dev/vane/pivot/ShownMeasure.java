package dev.vane.pivot;

import dev.vane.pivot.expression.Expression;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A measure as the answer shows it: an aggregate or a calculation, as itself or in relation to
 * others.
 *
 * @param aggregate the place among the question's aggregates; empty for a calculation
 * @param calculation over the aliases of the question's aggregates and earlier calculations
 * @param showAs empty for the value itself
 * @param format a hint for who displays it, passed on
 */
public record ShownMeasure(
    String alias,
    OptionalInt aggregate,
    Optional<Expression> calculation,
    Optional<ShowAs> showAs,
    Optional<String> format) {
  /** The aggregate, where it is one. */
  static ShownMeasure ofAggregate(
      String alias, int aggregate, Optional<ShowAs> showAs, Optional<String> format) {
    return new ShownMeasure(alias, OptionalInt.of(aggregate), Optional.empty(), showAs, format);
  }
}
