package dev.vane.pivot.plan;

import static org.apache.arrow.vector.types.TimeUnit.MICROSECOND;

import dev.vane.pivot.KeyForm;
import dev.vane.pivot.KeyForm.BucketUnit;
import dev.vane.pivot.KeyForm.WeekStart;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.spi.Dialect;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * The first instant of the period that a time lies in.
 *
 * <p>A date, or a time without zone, is cut as it stands. An instant is brought to its zone's clock
 * first. For periods of days the cut local date is brought back by the difference that the first
 * instant of that day has, whatever its midnight is like. For an hour and less the period begins as
 * long before the instant as the clock shows, so that an hour which the clock repeats is two.
 */
final class BucketSql {
  private static final long DAY = TimeUnit.DAYS.toMicros(1);

  private final Dialect dialect;
  private final KeyForm.Bucket bucket;

  BucketSql(Dialect dialect, KeyForm.Bucket bucket) {
    this.dialect = dialect;
    this.bucket = bucket;
  }

  /**
   * The key of the column's value, in the column's type, in steps: the first is of the column's
   * value, each further one of the name under which the step before it stands.
   */
  List<UnaryOperator<String>> steps(Column column) {
    if (column.kind() == FieldKind.DATE) {
      return List.of(
          value -> {
            String midnight =
                "CAST(" + value + " AS " + dialect.timestampType(MICROSECOND, false) + ")";
            return "CAST(" + truncated(midnight) + " AS " + dialect.dateType() + ")";
          });
    }
    ArrowType.Timestamp type = (ArrowType.Timestamp) column.type();
    boolean instant = column.kind() == FieldKind.INSTANT;
    if (!instant && type.getUnit() == MICROSECOND) {
      return List.of(this::truncated); // The engine's own type: nothing to convert, row by row.
    }
    List<UnaryOperator<String>> steps = new ArrayList<>();
    steps.add(value -> dialect.microseconds(value, type.getUnit()));
    if (!instant) {
      steps.add(micros -> truncated(dialect.timestamp(micros)));
    } else {
      ZoneSteps zone = new ZoneSteps(bucket.zone().orElse(ZoneId.of("UTC")));
      if (bucket.unit().isCalendar()) {
        steps.add(micros -> day(zone, micros));
        steps.add(day -> dialect.instant(day + " - " + zone.dayShifts().sql(day)));
      } else {
        steps.add(micros -> dialect.instant(clock(zone, micros)));
      }
    }
    String cast = " AS " + dialect.timestampType(type.getUnit(), instant) + ")";
    steps.add(key -> "CAST(" + key + cast);
    return steps;
  }

  /** The midnight, as if in UTC, with which the instant's period begins in the zone. */
  private String day(ZoneSteps zone, String micros) {
    return micros(truncated(dialect.timestamp(micros + " + " + zone.offsets().sql(micros))));
  }

  private String clock(ZoneSteps zone, String micros) {
    long length = length();
    // The remainder has the sign of what is divided.
    String elapsed =
        "((((%1$s + %2$s) %% %3$d) + %3$d) %% %3$d)"
            .formatted(micros, zone.offsets().sql(micros), length);
    StringBuilder sql = new StringBuilder("CASE");
    for (ZoneSteps.Broken broken : zone.broken(length)) {
      sql.append(" WHEN " + micros + " >= " + broken.from() + " AND " + micros + " < ")
          .append(broken.to() + " THEN " + broken.begin());
    }
    String begin = "(" + micros + " - " + elapsed + ")";
    return sql.length() == "CASE".length() ? begin : sql + " ELSE " + begin + " END";
  }

  private long length() {
    return switch (bucket.unit()) {
      case SECOND -> TimeUnit.SECONDS.toMicros(1);
      case MINUTE -> TimeUnit.MINUTES.toMicros(1);
      case HOUR -> TimeUnit.HOURS.toMicros(1);
      case DAY, WEEK, MONTH, QUARTER, YEAR ->
          throw new IllegalStateException(bucket.unit() + " has no fixed length");
    };
  }

  /** The beginning of the period of a time without zone. */
  private String truncated(String timestamp) {
    long early = daysBeforeMonday() * DAY;
    if (early == 0) {
      return dialect.truncate(Dialect.Period.valueOf(bucket.unit().name()), timestamp);
    }
    String shifted = dialect.timestamp(micros(timestamp) + " + " + early);
    return dialect.timestamp(
        micros(dialect.truncate(Dialect.Period.WEEK, shifted)) + " - " + early);
  }

  private String micros(String timestamp) {
    return dialect.microseconds(timestamp, MICROSECOND);
  }

  /** How long before Monday the week begins. */
  private int daysBeforeMonday() {
    if (bucket.unit() != BucketUnit.WEEK) {
      return 0;
    }
    WeekStart start = bucket.weekStart();
    return start == WeekStart.MONDAY ? 0 : start == WeekStart.SUNDAY ? 1 : 2;
  }
}
