package dev.vane.spi;

/** What differs between engines when SQL is written. Stateless. */
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
}
