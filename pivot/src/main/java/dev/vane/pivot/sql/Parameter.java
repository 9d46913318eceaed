package dev.vane.pivot.sql;

import dev.vane.spi.Dialect;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A value that is bound to a statement.
 *
 * @param value one of the classes that {@link dev.vane.spi.SqlQuery} names, not null
 * @param cast the type to read the value's text as, for values of columns that count nanoseconds
 */
public record Parameter(Object value, Optional<Dialect.NanosecondType> cast) {
  public static Parameter of(Object value) {
    return new Parameter(value, Optional.empty());
  }

  /** A time whose own class would be bound with fewer digits than the column has. */
  public static Parameter nanoseconds(Object value, Dialect.NanosecondType type) {
    return new Parameter(value, Optional.of(type));
  }

  /** What is bound: the value, or its ISO 8601 text where that is cast. */
  Object bound() {
    if (cast.isEmpty()) {
      return value;
    }
    if (value instanceof LocalDateTime timestamp) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(timestamp);
    }
    return value instanceof LocalTime time
        ? DateTimeFormatter.ISO_LOCAL_TIME.format(time)
        : value.toString();
  }
}
