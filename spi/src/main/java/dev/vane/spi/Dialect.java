package dev.vane.spi;

import java.util.List;
import org.apache.arrow.vector.types.TimeUnit;

/**
 * What differs between engines when SQL is written. Arguments and results are expressions unless
 * they say otherwise. Stateless.
 */
public interface Dialect {
  /** The identifier quoted, whatever it contains. */
  String identifier(String name);

  /**
   * The type, as CAST names it, whose values are times of nanoseconds. A value for a column of such
   * a type is bound as ISO 8601 text and cast to it, because no parameter carries it whole.
   * Standard SQL unless the engine differs.
   */
  default String nanosecondType(NanosecondType type) {
    return switch (type) {
      case TIME -> "TIME(9)";
      case TIMESTAMP -> "TIMESTAMP(9)";
      case INSTANT -> "TIMESTAMP(9) WITH TIME ZONE";
    };
  }

  /** The type, as CAST names it, of dates. */
  default String dateType() {
    return "DATE";
  }

  /** The kinds of values that are counted in nanoseconds. */
  enum NanosecondType {
    /** A time of day. */
    TIME,
    /** A date and time without zone. */
    TIMESTAMP,
    /** A point in time. */
    INSTANT
  }

  /** Lengths of time that every calendar of the engine can cut. A week starts on Monday. */
  enum Period {
    SECOND,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR
  }

  /** The type, as CAST names it, of dates and times of this unit, with or without a zone. */
  String timestampType(TimeUnit unit, boolean instant);

  /** Whole microseconds since 1970, rounded down, of a date and time of this unit. */
  String microseconds(String time, TimeUnit unit);

  /** The date and time without zone that is so many microseconds after 1970 began. */
  String timestamp(String microseconds);

  /** The point in time that is so many microseconds after 1970 began in UTC. */
  String instant(String microseconds);

  /** The beginning of the period that a date and time without zone, in microseconds, lies in. */
  String truncate(Period period, String timestamp);

  /**
   * A float of which there is one zero and one NaN, so that equal values are one key.
   *
   * @param type the float's type, as CAST names it
   */
  default String oneZero(String number, String type) {
    return "(" + number + " + CAST(0 AS " + type + "))";
  }

  /**
   * A condition on two floats, NaN being equal to itself and above all others.
   *
   * @param operator one of {@code = < <= > >=}
   */
  default String compareFloats(String left, String operator, String right) {
    return left + " " + operator + " " + right;
  }

  /** Condition: the text matches a pattern of {@code %} and {@code _}, which nothing escapes. */
  default String like(String text, String pattern) {
    return text + " LIKE " + pattern;
  }

  /** The text in lower case, whatever its script. */
  default String lowerCase(String text) {
    return "LOWER(" + text + ")";
  }

  /** Condition: as {@link #like}, in any case. */
  String likeInAnyCase(String text, String pattern);

  /** Condition: the text begins with another one. */
  String startsWith(String text, String beginning);

  /** Condition: the text ends with another one. */
  String endsWith(String text, String end);

  /** Condition: the text has another one within it. */
  String contains(String text, String part);

  /** Terms of ORDER BY: by value, NaN above all other numbers, NULLs first or last. */
  default String order(String expression, boolean descending, boolean nullsFirst) {
    return expression
        + (descending ? " DESC" : " ASC")
        + (nullsFirst ? " NULLS FIRST" : " NULLS LAST");
  }

  /** Aggregate: the least value, NaN being the greatest; NULL without any. */
  default String least(String value) {
    return "MIN(" + value + ")";
  }

  /** Aggregate: the greatest value, NaN being the greatest; NULL without any. */
  default String greatest(String value) {
    return "MAX(" + value + ")";
  }

  /** An integer in a type in which a sum of any number of rows fits. */
  String wideInteger(String integer);

  /** Aggregate: the percentile of FLOAT64, from 0 to 1, interpolated between two neighbours. */
  String percentile(String number, String fraction);

  /** Aggregate: about the percentile, within 0.01 of the rank in the middle of the values. */
  String approximatePercentile(String number, String fraction);

  /** Aggregate: about how many different values, with a relative standard error of 0.04 at most. */
  String approximateCountDistinct(String value);

  /** Aggregate: the variance of a sample of FLOAT64, NULL for one value. */
  String sampleVariance(String number);

  /**
   * Aggregate: the value of the row whose order comes first, or last. Rows where the value or one
   * of the order's terms is NULL are passed over.
   *
   * @param order one or two terms
   */
  String pick(String value, List<String> order, boolean last);

  /**
   * Aggregate: a list of the values of the first so many rows in order, passed over as in {@link
   * #pick}; NULL without any. Memory is bounded by the number.
   *
   * @param order one or two terms
   */
  String firstValues(String value, List<String> order, long count);

  /** A list of {@link #firstValues} as it is shown: NULL without any value. */
  default String listOrNull(String list) {
    return list;
  }

  /** The texts of a list, one after the other with a separator between; NULL of NULL. */
  String join(String list, String separator);
}
