package dev.vane.storage.delta.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Optional;

/**
 * A value that can be compared with others of its kind, for leaving out files. Whatever has no
 * reliable order here gives nothing, and the file stays.
 *
 * @param value {@link BigDecimal}, {@link CodePoints}, {@link LocalDate}, {@link LocalDateTime} (an
 *     instant in UTC, or a time without zone) or {@link Boolean}
 */
public record OrderedValue(Object value) {
  /** A text in the order of its code points, which is that of its UTF-8 bytes. */
  record CodePoints(String text) implements Comparable<CodePoints> {
    @Override
    public int compareTo(CodePoints other) {
      int[] left = text.codePoints().toArray();
      int[] right = other.text.codePoints().toArray();
      return java.util.Arrays.compare(left, right);
    }
  }

  /** Whether the two can be compared at all. */
  public boolean comparableWith(OrderedValue other) {
    return value.getClass() == other.value.getClass();
  }

  /** Negative, zero or positive; only for values that are {@link #comparableWith comparable}. */
  public int compare(OrderedValue other) {
    if (value instanceof BigDecimal number) {
      return number.compareTo((BigDecimal) other.value);
    } else if (value instanceof CodePoints text) {
      return text.compareTo((CodePoints) other.value);
    } else if (value instanceof LocalDate date) {
      return date.compareTo((LocalDate) other.value);
    } else if (value instanceof LocalDateTime time) {
      return time.compareTo((LocalDateTime) other.value);
    }
    return ((Boolean) value).compareTo((Boolean) other.value);
  }

  /** The value of a condition on a column of this type. */
  public static Optional<OrderedValue> ofCondition(DeltaType type, Object value) {
    if (value instanceof Long number) {
      return number(type, BigDecimal.valueOf(number));
    } else if (value instanceof BigDecimal number) {
      return number(type, number);
    } else if (value instanceof Double number) {
      return Double.isFinite(number) ? number(type, new BigDecimal(number)) : Optional.empty();
    } else if (value instanceof String text) {
      return when(type == DeltaType.Primitive.STRING, new CodePoints(text));
    } else if (value instanceof LocalDate) {
      return when(type == DeltaType.Primitive.DATE, value);
    } else if (value instanceof LocalDateTime) {
      return when(type == DeltaType.Primitive.TIMESTAMP_NTZ, value);
    } else if (value instanceof Instant instant) {
      return when(
          type == DeltaType.Primitive.TIMESTAMP, LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    }
    return when(type == DeltaType.Primitive.BOOLEAN, value);
  }

  /** A bound from the statistics of a file. */
  public static Optional<OrderedValue> ofBound(DeltaType type, JsonNode bound, boolean upper) {
    if (bound.isMissingNode() || bound.isNull()) {
      return Optional.empty();
    }
    return ofText(type, bound.asText()).map(value -> upper ? value.atLeastAsPrecise() : value);
  }

  /** A partition value from the log, or a bound as text. */
  public static Optional<OrderedValue> ofText(DeltaType type, String text) {
    try {
      if (type instanceof DeltaType.Decimal) {
        return Optional.of(new OrderedValue(new BigDecimal(text)));
      }
      return type instanceof DeltaType.Primitive primitive
          ? ofText(primitive, text)
          : Optional.empty();
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<OrderedValue> ofText(DeltaType.Primitive type, String text) {
    return switch (type) {
      case BYTE, SHORT, INTEGER, LONG -> Optional.of(new OrderedValue(new BigDecimal(text)));
      case FLOAT -> finite(Float.parseFloat(text));
      case DOUBLE -> finite(Double.parseDouble(text));
      case STRING -> Optional.of(new OrderedValue(new CodePoints(text)));
      case DATE -> Optional.of(new OrderedValue(LocalDate.parse(text)));
      case TIMESTAMP, TIMESTAMP_NTZ -> Optional.of(new OrderedValue(PartitionText.timestamp(text)));
      case BOOLEAN ->
          text.equals("true") || text.equals("false")
              ? Optional.of(new OrderedValue(Boolean.valueOf(text)))
              : Optional.empty();
      case BINARY -> Optional.empty();
    };
  }

  /** Some writers cut timestamps to milliseconds, downwards even for a maximum. */
  private OrderedValue atLeastAsPrecise() {
    return value instanceof LocalDateTime time && time.get(ChronoField.MICRO_OF_SECOND) % 1_000 == 0
        ? new OrderedValue(time.plusNanos(999_999))
        : this;
  }

  private static Optional<OrderedValue> number(DeltaType type, BigDecimal value) {
    boolean numeric =
        type instanceof DeltaType.Decimal
            || (type instanceof DeltaType.Primitive primitive
                && switch (primitive) {
                  case BYTE, SHORT, INTEGER, LONG, FLOAT, DOUBLE -> true;
                  default -> false;
                });
    return when(numeric, value);
  }

  private static Optional<OrderedValue> finite(double value) {
    return Double.isFinite(value)
        ? Optional.of(new OrderedValue(new BigDecimal(value)))
        : Optional.empty();
  }

  private static Optional<OrderedValue> when(boolean applies, Object value) {
    return applies ? Optional.of(new OrderedValue(value)) : Optional.empty();
  }
}
