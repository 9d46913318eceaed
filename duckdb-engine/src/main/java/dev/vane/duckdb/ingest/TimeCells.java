package dev.vane.duckdb.ingest;

import java.sql.SQLException;
import java.util.function.IntToLongFunction;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Dates, times of day and points in time, each as a count of the unit that its column has, which
 * may be a finer one than the vector's. The appender has no way for columns of {@code TIME_NS} and
 * {@code TIMESTAMPTZ_NS}.
 *
 * @param factor how many of the column's units one of the vector's is
 */
record TimeCells(IntToLongFunction values, long factor, Sink sink) implements Cells {
  private static final long MILLISECONDS_PER_DAY = 86_400_000L;
  private static final long MICROSECONDS_PER_SECOND = 1_000_000L;
  private static final long MICROSECONDS_PER_MILLISECOND = 1_000L;

  /** The appender's method for a kind of column. */
  private interface Sink {
    void append(DuckDBAppender appender, long value) throws SQLException;
  }

  /** Null when the vector holds something else. */
  static @Nullable TimeCells of(FieldVector vector) {
    if (vector instanceof DateDayVector dates) {
      return new TimeCells(dates::get, 1, TimeCells::appendDay);
    }
    if (vector instanceof DateMilliVector dates) {
      return new TimeCells(row -> dates.get(row) / MILLISECONDS_PER_DAY, 1, TimeCells::appendDay);
    }
    if (vector instanceof TimeSecVector times) {
      return new TimeCells(times::get, MICROSECONDS_PER_SECOND, DuckDBAppender::appendDayMicros);
    }
    if (vector instanceof TimeMilliVector times) {
      return new TimeCells(
          times::get, MICROSECONDS_PER_MILLISECOND, DuckDBAppender::appendDayMicros);
    }
    if (vector instanceof TimeMicroVector times) {
      return new TimeCells(times::get, 1, DuckDBAppender::appendDayMicros);
    }
    return vector instanceof TimeStampVector times ? timestamps(times) : null;
  }

  private static @Nullable TimeCells timestamps(TimeStampVector vector) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
    boolean zoned = type.getTimezone() != null && !type.getTimezone().isEmpty();
    return switch (type.getUnit()) {
      case SECOND ->
          zoned
              ? new TimeCells(
                  vector::get, MICROSECONDS_PER_SECOND, DuckDBAppender::appendEpochMicros)
              : new TimeCells(vector::get, 1, DuckDBAppender::appendEpochSeconds);
      case MILLISECOND ->
          zoned
              ? new TimeCells(
                  vector::get, MICROSECONDS_PER_MILLISECOND, DuckDBAppender::appendEpochMicros)
              : new TimeCells(vector::get, 1, DuckDBAppender::appendEpochMillis);
      case MICROSECOND -> new TimeCells(vector::get, 1, DuckDBAppender::appendEpochMicros);
      case NANOSECOND ->
          zoned ? null : new TimeCells(vector::get, 1, DuckDBAppender::appendEpochNanos);
    };
  }

  private static void appendDay(DuckDBAppender appender, long day) throws SQLException {
    appender.appendEpochDays((int) day);
  }

  @Override
  public void append(DuckDBAppender appender, int row) throws SQLException {
    sink.append(appender, values.applyAsLong(row) * factor);
  }

  @Override
  public boolean isExact(int row) {
    long value = values.applyAsLong(row);
    return value >= Long.MIN_VALUE / factor && value <= Long.MAX_VALUE / factor;
  }
}
