package dev.vane.pivot.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * A key as a JSON scalar: text, finite numbers and booleans as such, NULL as null, other floats as
 * "NaN", "Infinity" and "-Infinity", decimals as plain text, dates and times in ISO 8601, an
 * instant in UTC, bytes in base64.
 */
final class KeyJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private KeyJson() {}

  static JsonNode read(FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return NODES.nullNode();
    }
    if (vector instanceof UInt8Vector unsigned) {
      return NODES.numberNode(unsigned.getObjectNoOverflow(row));
    }
    if (vector instanceof BaseIntVector integers) {
      return NODES.numberNode(integers.getValueAsLong(row));
    }
    if (vector instanceof DateDayVector dates) {
      return NODES.textNode(LocalDate.ofEpochDay(dates.get(row)).toString());
    }
    if (vector instanceof TimeStampVector timestamps) {
      return timestamp((ArrowType.Timestamp) vector.getField().getType(), timestamps.get(row));
    }
    Object value = vector.getObject(row);
    if (vector.getField().getType() instanceof ArrowType.Time time) {
      return NODES.textNode(time(time, value));
    }
    return scalar(value);
  }

  /** A value of one of the classes that statements' parameters and vectors have. */
  static JsonNode scalar(Object value) {
    if (value instanceof Boolean bool) {
      return NODES.booleanNode(bool);
    }
    if (value instanceof Long number) {
      return NODES.numberNode(number);
    }
    if (value instanceof BigInteger number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Double number) {
      return Double.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(number.toString());
    }
    if (value instanceof Float number) {
      return Float.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(number.toString());
    }
    if (value instanceof BigDecimal decimal) {
      return NODES.textNode(decimal.toPlainString());
    }
    if (value instanceof byte[] bytes) {
      return NODES.textNode(Base64.getEncoder().encodeToString(bytes));
    }
    if (value instanceof LocalDateTime timestamp) {
      return NODES.textNode(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(timestamp));
    }
    if (value instanceof LocalTime time) {
      return NODES.textNode(DateTimeFormatter.ISO_LOCAL_TIME.format(time));
    }
    return NODES.textNode(value.toString());
  }

  private static JsonNode timestamp(ArrowType.Timestamp type, long value) {
    long perSecond = perSecond(type.getUnit());
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(value, perSecond),
            Math.floorMod(value, perSecond) * (TimeUnit.SECONDS.toNanos(1) / perSecond));
    return NODES.textNode(
        type.getTimezone() == null
            ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                LocalDateTime.ofInstant(instant, java.time.ZoneOffset.UTC))
            : DateTimeFormatter.ISO_INSTANT.format(instant));
  }

  private static String time(ArrowType.Time type, Object value) {
    LocalTime time =
        value instanceof LocalDateTime dateTime
            ? dateTime.toLocalTime()
            : LocalTime.ofNanoOfDay(
                ((Number) value).longValue()
                    * (TimeUnit.SECONDS.toNanos(1) / perSecond(type.getUnit())));
    return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
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
