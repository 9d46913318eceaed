package dev.vane.pivot.plan;

import dev.vane.pivot.Dimension;
import dev.vane.pivot.SortItem;
import dev.vane.pivot.json.Literal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the reference compares values. */
final class Values {
  private Values() {}

  /** -0.0 and 0.0 are one key; NaN equals itself as a {@link Double} already. */
  static @Nullable Object key(@Nullable Object value) {
    return value instanceof Double number && number == 0 ? (Object) 0.0 : value;
  }

  /** Ascending, NULL last. */
  static int ascending(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return Boolean.compare(left == null, right == null);
    }
    if (left instanceof String text) {
      return Arrays.compareUnsigned(
          text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
    }
    if (left instanceof Double number) {
      // Java orders NaN above infinity, as we do; the zeros are told apart by compare only.
      return Double.compare(number + 0.0, (Double) right + 0.0);
    }
    if (left instanceof Long number) {
      return Long.compare(number, (Long) right);
    }
    if (left instanceof BigDecimal number) {
      return number.compareTo((BigDecimal) right);
    }
    if (left instanceof LocalDate date) {
      return date.compareTo((LocalDate) right);
    }
    if (left instanceof LocalDateTime time) {
      return time.compareTo((LocalDateTime) right);
    }
    if (left instanceof Instant instant) {
      return instant.compareTo((Instant) right);
    }
    return Boolean.compare((Boolean) left, (Boolean) right);
  }

  /** As the term says: NULLs where it wants them, whatever the direction. */
  static int compare(@Nullable Object left, @Nullable Object right, SortItem item) {
    int byList = Integer.compare(place(left, item), place(right, item));
    if (byList != 0) {
      return byList;
    }
    if (left == null || right == null) {
      int nullsLast = Boolean.compare(left == null, right == null);
      return item.nullsFirst() ? -nullsLast : nullsLast;
    }
    return item.descending() ? ascending(right, left) : ascending(left, right);
  }

  /** The place in the term's list; after its end for values that are not in it. */
  private static int place(@Nullable Object value, SortItem item) {
    for (int place = 0; place < item.listed().size(); place++) {
      Literal literal = item.listed().get(place);
      boolean same =
          (value == null || literal instanceof Literal.Null)
              ? (value == null && literal instanceof Literal.Null)
              : compare(value, literal) == 0;
      if (same) {
        return place;
      }
    }
    return item.listed().size();
  }

  /** Compares a value that is not NULL with a literal of its column. */
  static int compare(Object value, Literal literal) {
    if (value instanceof Long number) {
      return new BigDecimal(number).compareTo(((Literal.Numeric) literal).value());
    }
    return ascending(value, Objects.requireNonNull(of(literal, value)));
  }

  /** The literal as a value of the same class as the example. */
  static @Nullable Object of(Literal literal, Object example) {
    if (literal instanceof Literal.Null) {
      return null;
    }
    if (literal instanceof Literal.Bool bool) {
      return bool.value();
    }
    if (literal instanceof Literal.Numeric number) {
      return example instanceof Double
          ? (Object) number.value().doubleValue()
          : example instanceof Long
              ? (Object) number.value().longValueExact()
              : example instanceof BigDecimal decimal
                  ? number.value().setScale(decimal.scale())
                  : number.value();
    }
    String text = ((Literal.Text) literal).value();
    return example instanceof Double
        ? (Object) Double.valueOf(text)
        : example instanceof BigDecimal decimal
            ? new BigDecimal(text).setScale(decimal.scale())
            : example instanceof LocalDate
                ? LocalDate.parse(text)
                : example instanceof LocalDateTime
                    ? LocalDateTime.parse(text)
                    : example instanceof Instant ? Instant.parse(text) : text;
  }

  /** A column path of a sort term as keys. */
  static List<@Nullable Object> keys(
      List<Literal> literals, List<Dimension> axis, List<Map<String, @Nullable Object>> rows) {
    List<@Nullable Object> keys = new ArrayList<>();
    for (int index = 0; index < literals.size(); index++) {
      Dimension dimension = axis.get(index);
      Object example =
          rows.stream()
              .map(row -> ReferenceKey.of(dimension, row, rows))
              .filter(Objects::nonNull)
              .findFirst()
              .map(Objects::requireNonNull)
              .orElse("");
      keys.add(key(of(literals.get(index), example)));
    }
    return keys;
  }
}
