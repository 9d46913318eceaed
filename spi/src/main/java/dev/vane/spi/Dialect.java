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

  /** The texts of a list, one after the other with a separator between; NULL of NULL. */
  String join(String list, String separator);
}
