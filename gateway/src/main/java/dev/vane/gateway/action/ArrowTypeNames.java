package dev.vane.gateway.action;

import java.util.stream.Collectors;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Arrow types as Arrow's users write them: int64, timestamp[us, tz=UTC], list&lt;item: utf8&gt;.
 */
final class ArrowTypeNames {
  private ArrowTypeNames() {}

  static String of(Field field) {
    ArrowType type = field.getType();
    if (type instanceof ArrowType.Int integer) {
      return (integer.getIsSigned() ? "int" : "uint") + integer.getBitWidth();
    }
    if (type instanceof ArrowType.FloatingPoint floating) {
      return switch (floating.getPrecision()) {
        case HALF -> "halffloat";
        case SINGLE -> "float";
        case DOUBLE -> "double";
      };
    }
    if (type instanceof ArrowType.Decimal decimal) {
      return "decimal%d(%d, %d)"
          .formatted(decimal.getBitWidth(), decimal.getPrecision(), decimal.getScale());
    }
    if (type instanceof ArrowType.Timestamp timestamp) {
      return "timestamp[%s%s]"
          .formatted(
              unit(timestamp.getUnit()),
              timestamp.getTimezone() == null ? "" : ", tz=" + timestamp.getTimezone());
    }
    if (type instanceof ArrowType.Date date) {
      return date.getUnit() == DateUnit.DAY ? "date32[day]" : "date64[ms]";
    }
    if (type instanceof ArrowType.Time time) {
      return "time%d[%s]".formatted(time.getBitWidth(), unit(time.getUnit()));
    }
    if (type instanceof ArrowType.Duration duration) {
      return "duration[%s]".formatted(unit(duration.getUnit()));
    }
    if (type instanceof ArrowType.Utf8) {
      return "string";
    }
    if (type instanceof ArrowType.FixedSizeBinary binary) {
      return "fixed_size_binary[%d]".formatted(binary.getByteWidth());
    }
    String name = type.getTypeID().name().toLowerCase(java.util.Locale.ROOT);
    return field.getChildren().isEmpty() ? name : name + children(field);
  }

  private static String children(Field field) {
    return field.getChildren().stream()
        .map(child -> child.getName() + ": " + of(child))
        .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String unit(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> "s";
      case MILLISECOND -> "ms";
      case MICROSECOND -> "us";
      case NANOSECOND -> "ns";
    };
  }
}
