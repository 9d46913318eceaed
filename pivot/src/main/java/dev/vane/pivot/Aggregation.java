package dev.vane.pivot;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a measure computes. Every aggregate skips NULLs, but a count of rows. */
public enum Aggregation {
  SUM(Additivity.DISTRIBUTIVE, "sum"),
  AVG(Additivity.ALGEBRAIC, "avg"),
  MIN(Additivity.DISTRIBUTIVE, "min"),
  MAX(Additivity.DISTRIBUTIVE, "max"),
  /** Values that are not NULL; without a field, rows. */
  COUNT(Additivity.DISTRIBUTIVE, "count"),
  COUNT_DISTINCT(Additivity.HOLISTIC, "count_distinct", "distinct_count"),
  /** About how many different values, from a sketch. */
  APPROX_COUNT_DISTINCT(Additivity.SKETCH, "approx_count_distinct"),
  /** Standard deviation of a sample; NULL for one value. */
  STDDEV(Additivity.HOLISTIC, "stddev"),
  /** Variance of a sample; NULL for one value. */
  VARIANCE(Additivity.HOLISTIC, "variance"),
  MEDIAN(Additivity.HOLISTIC, "median"),
  /** The value below which this share of the values lies, interpolated between neighbours. */
  PERCENTILE(Additivity.HOLISTIC, "percentile"),
  /** About the percentile, from a sketch. */
  APPROX_PERCENTILE(Additivity.SKETCH, "approx_percentile"),
  /** The value that occurs most often, the least of those that do. */
  MODE(Additivity.HOLISTIC, "mode"),
  /** The value of the row whose field {@code by} is least, of several the least value. */
  FIRST(Additivity.ALGEBRAIC, "first"),
  /** The value of the row whose field {@code by} is greatest, of several the greatest value. */
  LAST(Additivity.ALGEBRAIC, "last"),
  /** The sum of values times weights over the sum of the weights. */
  WEIGHTED_AVG(Additivity.ALGEBRAIC, "weighted_avg"),
  /** The values as text, in order, one after the other. */
  STRING_AGG(Additivity.HOLISTIC, "string_agg"),
  /** The values in order. */
  ARRAY_AGG(Additivity.HOLISTIC, "array_agg"),
  /** One measure over another. */
  RATIO(Additivity.ALGEBRAIC, "ratio");

  private final Additivity additivity;
  private final String text;
  private final String otherSpelling;

  Aggregation(Additivity additivity, String text) {
    this(additivity, text, text);
  }

  Aggregation(Additivity additivity, String text, String otherSpelling) {
    this.additivity = additivity;
    this.text = text;
    this.otherSpelling = otherSpelling;
  }

  public Additivity additivity() {
    return additivity;
  }

  /** The canonical spelling. */
  public String text() {
    return text;
  }

  /** How far its values may be from the exact ones; empty for exact ones. */
  public Optional<String> error() {
    if (this == APPROX_COUNT_DISTINCT) {
      return Optional.of("relative standard error 0.04");
    }
    return this == APPROX_PERCENTILE ? Optional.of("rank error 0.01") : Optional.empty();
  }

  static Optional<Aggregation> find(String spelling) {
    return Arrays.stream(values())
        .filter(value -> value.text.equals(spelling) || value.otherSpelling.equals(spelling))
        .findFirst();
  }

  static List<String> spellings() {
    return Arrays.stream(values())
        .flatMap(value -> Stream.of(value.text, value.otherSpelling))
        .distinct()
        .toList();
  }
}
