package dev.vane.pivot.plan;

import dev.vane.pivot.Dimension;
import dev.vane.pivot.KeyForm;
import dev.vane.pivot.KeyForm.WeekStart;
import dev.vane.pivot.json.Literal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keys by the contract's definitions; of an instant's period, by walking along the clock. */
final class ReferenceKey {
  private static final Map<Period, Instant> WALKED = new ConcurrentHashMap<>();

  /** Walking back takes its time; so each walk is taken once. */
  private record Period(KeyForm.Bucket bucket, Instant value) {}

  private ReferenceKey() {}

  /**
   * The key of a row.
   *
   * @param rows all rows that count
   */
  static @Nullable Object of(
      Dimension dimension,
      Map<String, @Nullable Object> row,
      List<Map<String, @Nullable Object>> rows) {
    Object value = Values.key(row.get(dimension.field()));
    KeyForm form = dimension.form();
    if (value == null || form instanceof KeyForm.Value) {
      return value;
    }
    if (form instanceof KeyForm.Bucket bucket) {
      return bucket(bucket, value);
    }
    if (form instanceof KeyForm.Width width) {
      return width(width.width(), value);
    }
    if (form instanceof KeyForm.Edges edges) {
      return edges.edges().stream()
          .map(Literal.Numeric::value)
          .filter(edge -> ascendingNumbers(edge, value) <= 0)
          .reduce((lower, higher) -> higher)
          .map(BigDecimal::doubleValue)
          .orElse(Double.NEGATIVE_INFINITY);
    }
    return quantile(((KeyForm.Quantile) form).bins(), dimension.field(), value, rows);
  }

  private static Object bucket(KeyForm.Bucket bucket, Object value) {
    if (value instanceof LocalDate date) {
      return floor(date.atStartOfDay(), bucket).toLocalDate();
    }
    if (value instanceof LocalDateTime time) {
      return floor(time, bucket);
    }
    return WALKED.computeIfAbsent(
        new Period(bucket, (Instant) value),
        period -> instant(bucket, period.value(), bucket.zone().orElse(ZoneId.of("UTC"))));
  }

  /**
   * The first instant at which the clock shows the period; of an hour and less, of the run of
   * minutes before which it shows another one.
   */
  private static Instant instant(KeyForm.Bucket bucket, Instant value, ZoneId zone) {
    if (bucket.unit() == KeyForm.BucketUnit.SECOND) {
      return value.truncatedTo(ChronoUnit.SECONDS);
    }
    LocalDateTime period = floor(LocalDateTime.ofInstant(value, zone), bucket);
    if (bucket.unit().isCalendar()) {
      // No clock is more than 14 hours ahead; the period is one even where the clock leaves it
      // again.
      Instant at = period.toInstant(java.time.ZoneOffset.UTC).minus(Duration.ofHours(15));
      while (!floor(LocalDateTime.ofInstant(at, zone), bucket).equals(period)) {
        at = at.plus(Duration.ofMinutes(1));
      }
      return at;
    }
    Instant at = value.truncatedTo(ChronoUnit.MINUTES);
    while (true) {
      LocalDateTime shown = LocalDateTime.ofInstant(at, zone);
      Instant before = at.minus(Duration.ofMinutes(1));
      if (shown.equals(period)
          || !floor(LocalDateTime.ofInstant(before, zone), bucket).equals(period)) {
        return at;
      }
      at = before;
    }
  }

  static LocalDateTime floor(LocalDateTime time, KeyForm.Bucket bucket) {
    LocalDate date = time.toLocalDate();
    return switch (bucket.unit()) {
      case SECOND -> time.truncatedTo(ChronoUnit.SECONDS);
      case MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
      case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
      case DAY -> date.atStartOfDay();
      case WEEK ->
          date.with(
                  TemporalAdjusters.previousOrSame(
                      bucket.weekStart() == WeekStart.MONDAY
                          ? DayOfWeek.MONDAY
                          : bucket.weekStart() == WeekStart.SUNDAY
                              ? DayOfWeek.SUNDAY
                              : DayOfWeek.SATURDAY))
              .atStartOfDay();
      case MONTH -> date.withDayOfMonth(1).atStartOfDay();
      case QUARTER ->
          LocalDate.of(date.getYear(), (date.getMonthValue() - 1) / 3 * 3 + 1, 1)
              .atTime(LocalTime.MIDNIGHT);
      case YEAR -> date.withDayOfYear(1).atStartOfDay();
    };
  }

  private static Object width(BigDecimal width, Object value) {
    if (value instanceof Double number) {
      return Math.floor(number / width.doubleValue()) * width.doubleValue() + 0.0;
    }
    return exact(value).divide(width, 0, RoundingMode.FLOOR).multiply(width).doubleValue();
  }

  private static Object quantile(
      int bins, String field, Object value, List<Map<String, @Nullable Object>> rows) {
    List<Double> numbers =
        rows.stream()
            .map(row -> Values.key(row.get(field)))
            .filter(Objects::nonNull)
            .map(number -> ((Number) Objects.requireNonNull(number)).doubleValue())
            .sorted()
            .toList();
    double key = numbers.get(0);
    for (int bin = 1; bin < bins; bin++) {
      double edge = ReferenceMeasure.percentile(numbers, (double) bin / bins);
      if (Double.compare(((Number) value).doubleValue(), edge) >= 0) {
        key = edge;
      }
    }
    return key;
  }

  private static int ascendingNumbers(BigDecimal edge, Object value) {
    return value instanceof Double number
        ? Double.compare(edge.doubleValue() + 0.0, number)
        : edge.compareTo(exact(value));
  }

  private static BigDecimal exact(Object value) {
    return value instanceof Long number ? BigDecimal.valueOf(number) : (BigDecimal) value;
  }
}
