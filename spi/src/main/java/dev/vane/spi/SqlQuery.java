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
 * @param anyOrder whether the rows may come in any order, which is quicker; an order that the text
 *     asks for is kept either way
 */
public record SqlQuery(String text, List<@Nullable Object> parameters, boolean anyOrder) {
  public SqlQuery {
    parameters = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(parameters));
  }

  /** A statement whose rows come in the engine's own order. */
  public SqlQuery(String text, List<@Nullable Object> parameters) {
    this(text, parameters, false);
  }

  /** The same statement, of which rows may come in any order. */
  public SqlQuery inAnyOrder() {
    return new SqlQuery(text, parameters, true);
  }

  /** A statement without parameters. */
  public static SqlQuery of(String text) {
    return new SqlQuery(text, List.of());
  }
}
