package dev.vane.gateway.statement;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TypedText;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Intervals and durations as SQL writes them: months, days and microseconds. */
final class IntervalText {
  private static final int NANOS_PER_MICRO = 1_000;
  private static final long MICROS_PER_SECOND = 1_000_000;

  /** The Arrow type that stands for intervals, whatever they count. */
  private static final Field INTERVAL =
      Field.nullable("interval", new ArrowType.Interval(IntervalUnit.YEAR_MONTH));

  private IntervalText() {}

  static TypedText of(Field field, Object value) {
    Period period = Period.ZERO;
    Duration duration = Duration.ZERO;
    if (value instanceof PeriodDuration both) {
      period = both.getPeriod();
      duration = both.getDuration();
    } else if (value instanceof Period months) {
      period = months;
    } else {
      duration = (Duration) value;
    }
    if (duration.getNano() % NANOS_PER_MICRO != 0) {
      throw new VaneException(
          ErrorCode.VALUE_REFUSED,
          "The parameter %s has nanoseconds, and the engine's intervals count microseconds. Round it."
              .formatted(Names.quoted(field.getName())));
    }
    long micros = duration.getSeconds() * MICROS_PER_SECOND + duration.getNano() / NANOS_PER_MICRO;
    return new TypedText(
        INTERVAL,
        "%d months %d days %d microseconds"
            .formatted(period.toTotalMonths(), period.get(ChronoUnit.DAYS), micros),
        false);
  }
}
