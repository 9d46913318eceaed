package dev.vane.pivot;

import dev.vane.pivot.filter.Filter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a measure has beside field, aggregate and alias. Empty is where the aggregate has no use for
 * it.
 *
 * @param decimal whether a sum of integers is DECIMAL(38, 0) instead of INT64
 * @param filters which of a group's rows count for this measure; all of them hold
 * @param nullHandling what a NULL counts as
 * @param percentile from 0 to 1
 * @param by the field that orders the rows
 * @param weight the field of weights
 * @param separator what stands between the values of a text
 * @param values how many values a list or a text holds at most
 * @param over the dimension that the measure can't be added up along
 * @param ratio the measures that are divided
 */
public record MeasureOptions(
    boolean decimal,
    List<Filter> filters,
    NullHandling nullHandling,
    Optional<BigDecimal> percentile,
    Optional<String> by,
    Optional<String> weight,
    Optional<String> separator,
    OptionalLong values,
    Optional<Over> over,
    Optional<Ratio> ratio) {
  public MeasureOptions {
    filters = List.copyOf(filters);
  }

  /** What a NULL of the measure's field counts as. */
  public enum NullHandling {
    /** Nothing. */
    IGNORE,
    /** The number 0. */
    AS_ZERO,
    /** The empty text. */
    AS_EMPTY,
    /** The row counts nowhere in the whole question. */
    EXCLUDE_ROWS
  }

  /**
   * A measure of levels, such as a balance: at each point of the dimension it is what the aggregate
   * says, and along the dimension one point counts, or their average.
   */
  public record Over(String dimension, Take take) {}

  /** Which point along a dimension counts. */
  public enum Take {
    FIRST,
    LAST,
    AVG
  }

  /**
   * One measure over another.
   *
   * @param numerator an alias
   * @param denominator an alias
   * @param percentage whether it is meant to be shown in hundredths
   * @param nullValue what stands where the denominator is 0
   */
  public record Ratio(
      String numerator, String denominator, boolean percentage, Optional<BigDecimal> nullValue) {}
}
