package dev.vane.pivot.answer;

import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.filter.FilterOperator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** Conditions on a measure's value, as the engine would decide them on a column of its type. */
final class CellCondition {
  private CellCondition() {}

  /** Whether the value of a cell, NULL where there is none, fulfils the condition. */
  static boolean matches(BoundFilter condition, CellColumn measure, int cell) {
    if (condition instanceof BoundFilter.Always always) {
      return always.value();
    }
    if (condition instanceof BoundFilter.Not not) {
      return !matches(not.condition(), measure, cell);
    }
    if (condition instanceof BoundFilter.All all) {
      return all.conditions().stream().allMatch(one -> matches(one, measure, cell));
    }
    if (condition instanceof BoundFilter.Any any) {
      return any.conditions().stream().anyMatch(one -> matches(one, measure, cell));
    }
    boolean isNull = cell == Arrangement.NONE || measure.isNull(cell);
    if (condition instanceof BoundFilter.IsNull || isNull) {
      return isNull && condition instanceof BoundFilter.IsNull;
    }
    Object value = measure.value(cell);
    if (condition instanceof BoundFilter.AnyOf anyOf) {
      return anyOf.values().stream().anyMatch(one -> compare(value, one.value()) == 0);
    }
    if (condition instanceof BoundFilter.TextMatch match) {
      return match.ignoresCase()
          ? matches(match.operator(), lower((String) value), lower(match.text()))
          : matches(match.operator(), (String) value, match.text());
    }
    BoundFilter.Compare compare = (BoundFilter.Compare) condition;
    int order = compare(value, compare.value().value());
    return switch (compare.relation()) {
      case EQUAL -> order == 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  private static boolean matches(FilterOperator operator, String value, String text) {
    return switch (operator) {
      case STARTS_WITH -> value.startsWith(text);
      case ENDS_WITH -> value.endsWith(text);
      case CONTAINS -> value.contains(text);
      case LIKE -> like(value, text);
      case ILIKE -> like(lower(value), lower(text));
      case EQUAL -> value.equals(text);
      case NOT_EQUAL,
          LESS,
          LESS_OR_EQUAL,
          GREATER,
          GREATER_OR_EQUAL,
          IN,
          NOT_IN,
          BETWEEN,
          IS_NULL,
          IS_NOT_NULL ->
          throw new IllegalArgumentException(operator + " is not for texts alone");
    };
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static boolean like(String value, String pattern) {
    StringBuilder expression = new StringBuilder();
    pattern
        .codePoints()
        .forEach(
            point ->
                expression.append(
                    switch (point) {
                      case '%' -> ".*";
                      case '_' -> ".";
                      default -> Pattern.quote(Character.toString(point));
                    }));
    return Pattern.compile(expression.toString(), Pattern.DOTALL).matcher(value).matches();
  }

  private static int compare(Object left, Object right) {
    if (left instanceof Number first && right instanceof Number second) {
      return compare(first, second);
    }
    if (left instanceof String text) {
      return Arrays.compareUnsigned(
          text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
    }
    if (left instanceof byte[] bytes) {
      return Arrays.compareUnsigned(bytes, (byte[]) right);
    }
    if (left instanceof LocalDate date) {
      return date.compareTo((LocalDate) right);
    }
    if (left instanceof LocalDateTime timestamp) {
      return timestamp.compareTo((LocalDateTime) right);
    }
    if (left instanceof Instant instant) {
      return instant.compareTo((Instant) right);
    }
    return left instanceof LocalTime time
        ? time.compareTo((LocalTime) right)
        : Boolean.compare((Boolean) left, (Boolean) right);
  }

  private static int compare(Number left, Number right) {
    double first = left.doubleValue();
    double second = right.doubleValue();
    return (isFloat(left) && isFloat(right)) || !Double.isFinite(first) || !Double.isFinite(second)
        ? Double.compare(first + 0.0, second + 0.0)
        : exact(left).compareTo(exact(right));
  }

  private static boolean isFloat(Number number) {
    return number instanceof Double || number instanceof Float;
  }

  private static BigDecimal exact(Number number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    if (number instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    return isFloat(number)
        ? new BigDecimal(number.doubleValue())
        : BigDecimal.valueOf(number.longValue());
  }
}
