package dev.vane.pivot.schema;

import dev.vane.pivot.sql.Parameter;
import dev.vane.spi.Dialect.NanosecondType;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * ISO 8601 text brought into the types of dates and times. What is finer than a column's unit is
 * kept as the lower neighbour; what lies beyond the unit's range as its side.
 */
final class Times {
  /** Years that every engine's microsecond timestamps hold, and a bit less. */
  private static final int MAX_TIMESTAMP_YEAR = 290_000;

  private static final int MAX_DATE_YEAR = 5_000_000;

  private Times() {}

  static TypedValue date(String text) {
    LocalDate date = LocalDate.parse(text);
    return Math.abs(date.getYear()) > MAX_DATE_YEAR
        ? TypedValue.outside(date.getYear() > 0)
        : TypedValue.exact(date);
  }

  static TypedValue time(String text, boolean nanoseconds) {
    LocalTime time = LocalTime.parse(text);
    LocalTime micros = time.truncatedTo(ChronoUnit.MICROS);
    return nanoseconds ? whole(time, NanosecondType.TIME) : floored(time, micros);
  }

  /** A date alone is its first moment. */
  static TypedValue timestamp(String text, boolean nanoseconds) {
    LocalDateTime timestamp =
        text.indexOf('T') < 0 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text);
    Instant instant = timestamp.toInstant(ZoneOffset.UTC);
    if (outOfRange(instant, timestamp.getYear(), nanoseconds)) {
      return TypedValue.outside(timestamp.getYear() > 1970);
    }
    LocalDateTime micros = timestamp.truncatedTo(ChronoUnit.MICROS);
    return nanoseconds ? whole(timestamp, NanosecondType.TIMESTAMP) : floored(timestamp, micros);
  }

  static TypedValue instant(String text, boolean nanoseconds) {
    ZonedDateTime zoned = ZonedDateTime.parse(text, DateTimeFormatter.ISO_ZONED_DATE_TIME);
    Instant instant = zoned.toInstant();
    if (outOfRange(instant, zoned.getYear(), nanoseconds)) {
      return TypedValue.outside(zoned.getYear() > 1970);
    }
    Instant micros = instant.truncatedTo(ChronoUnit.MICROS);
    return nanoseconds ? whole(instant, NanosecondType.INSTANT) : floored(instant, micros);
  }

  private static TypedValue whole(Object value, NanosecondType type) {
    return TypedValue.of(Parameter.nanoseconds(value, type), true);
  }

  private static TypedValue floored(Object value, Object micros) {
    return TypedValue.of(Parameter.of(micros), value.equals(micros));
  }

  private static boolean outOfRange(Instant instant, int year, boolean nanoseconds) {
    if (!nanoseconds) {
      return Math.abs(year) > MAX_TIMESTAMP_YEAR;
    }
    BigInteger nanos =
        BigInteger.valueOf(instant.getEpochSecond())
            .multiply(BigInteger.valueOf(1_000_000_000L))
            .add(BigInteger.valueOf(instant.getNano()));
    // One less than a long holds: the ends stand for the infinities.
    return nanos.abs().compareTo(BigInteger.valueOf(Long.MAX_VALUE)) >= 0;
  }
}
