package dev.vane.pivot.answer;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.util.Text;

/**
 * Values of vectors as the classes that statements' parameters have: {@link Boolean}, {@link Long},
 * {@link java.math.BigInteger}, {@link Double}, {@link Float}, {@link java.math.BigDecimal}, {@link
 * String}, {@code byte[]}, {@link LocalDate}, {@link LocalTime}, {@link LocalDateTime}, {@link
 * Instant}.
 */
final class CellValues {
  private CellValues() {}

  /** A value that is not NULL. */
  static Object read(FieldVector vector, int row) {
    if (vector instanceof UInt8Vector unsigned) {
      return unsigned.getObjectNoOverflow(row);
    }
    if (vector instanceof BaseIntVector integers) {
      return integers.getValueAsLong(row);
    }
    if (vector instanceof DateDayVector dates) {
      return LocalDate.ofEpochDay(dates.get(row));
    }
    if (vector instanceof TimeStampVector timestamps) {
      return timestamp((ArrowType.Timestamp) vector.getField().getType(), timestamps.get(row));
    }
    Object value = vector.getObject(row);
    if (vector.getField().getType() instanceof ArrowType.Time time) {
      return time(time, value);
    }
    return value instanceof Text text ? text.toString() : value;
  }

  private static Object timestamp(ArrowType.Timestamp type, long value) {
    long perSecond = perSecond(type.getUnit());
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(value, perSecond),
            Math.floorMod(value, perSecond) * (TimeUnit.SECONDS.toNanos(1) / perSecond));
    return type.getTimezone() == null
        ? (Object) LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
        : instant;
  }

  private static LocalTime time(ArrowType.Time type, Object value) {
    return value instanceof LocalDateTime dateTime
        ? dateTime.toLocalTime()
        : LocalTime.ofNanoOfDay(
            ((Number) value).longValue()
                * (TimeUnit.SECONDS.toNanos(1) / perSecond(type.getUnit())));
  }

  private static long perSecond(org.apache.arrow.vector.types.TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 1L;
      case MILLISECOND -> TimeUnit.SECONDS.toMillis(1);
      case MICROSECOND -> TimeUnit.SECONDS.toMicros(1);
      case NANOSECOND -> TimeUnit.SECONDS.toNanos(1);
    };
  }
}
