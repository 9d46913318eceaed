package dev.vane.pivot.sql;

import dev.vane.spi.Dialect;
import java.util.Optional;

/**
 * A value that is bound to a statement.
 *
 * @param value one of the classes that {@link dev.vane.spi.SqlQuery} names, not null
 * @param cast the type to read the value as, when it is a text that stands for nanoseconds
 */
public record Parameter(Object value, Optional<Dialect.NanosecondType> cast) {
  public static Parameter of(Object value) {
    return new Parameter(value, Optional.empty());
  }

  /** ISO 8601 text with more digits than a parameter of its own type could carry. */
  public static Parameter nanoseconds(String text, Dialect.NanosecondType type) {
    return new Parameter(text, Optional.of(type));
  }
}
