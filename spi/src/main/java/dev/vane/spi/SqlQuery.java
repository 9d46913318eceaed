package dev.vane.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of the engine's dialect with its values.
 *
 * @param text SQL with a {@code ?} for each parameter
 * @param parameters null, {@link Boolean}, {@link Long}, {@link Double}, {@link
 *     java.math.BigDecimal}, {@link java.math.BigInteger}, {@link String}, {@code byte[]}, {@link
 *     java.time.LocalDate}, {@link java.time.LocalTime}, {@link java.time.LocalDateTime} or {@link
 *     java.time.Instant}
 */
public record SqlQuery(String text, List<@Nullable Object> parameters) {
  public SqlQuery {
    parameters = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(parameters));
  }

  /** A statement without parameters. */
  public static SqlQuery of(String text) {
    return new SqlQuery(text, List.of());
  }
}
