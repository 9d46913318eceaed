package dev.vane.pivot;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a measure computes. */
public enum Aggregation {
  SUM(Additivity.DISTRIBUTIVE, "sum"),
  AVG(Additivity.ALGEBRAIC, "avg"),
  MIN(Additivity.DISTRIBUTIVE, "min"),
  MAX(Additivity.DISTRIBUTIVE, "max"),
  /** Values that are not NULL; without a field, rows. */
  COUNT(Additivity.DISTRIBUTIVE, "count"),
  COUNT_DISTINCT(Additivity.HOLISTIC, "count_distinct", "distinct_count");

  /** Aggregates whose meaning is fixed and that can't be answered yet. */
  static final List<String> NOT_OFFERED =
      List.of(
          "stddev",
          "variance",
          "median",
          "percentile",
          "mode",
          "first",
          "last",
          "string_agg",
          "array_agg");

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
