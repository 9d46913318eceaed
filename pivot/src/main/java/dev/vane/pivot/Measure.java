package dev.vane.pivot;

import java.util.Optional;

/**
 * A number, or another value, for each cell.
 *
 * @param field what is aggregated; empty for a count of rows and a ratio
 * @param alias the name in the answer
 */
public record Measure(
    Optional<String> field, Aggregation aggregation, String alias, MeasureOptions options) {
  /** Whether a sum of integers is DECIMAL(38, 0) instead of INT64. */
  public boolean decimal() {
    return options.decimal();
  }
}
