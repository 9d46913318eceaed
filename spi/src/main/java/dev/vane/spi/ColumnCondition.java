package dev.vane.spi;

import java.util.List;

/**
 * One condition that every wanted row fulfils, for leaving out files early. A backend may ignore
 * it: the query's own filter decides.
 *
 * @param values for {@link Operator#IN} one or more, else exactly one; each a {@link Boolean},
 *     {@link Long}, {@link Double}, {@link java.math.BigDecimal}, {@link String}, {@link
 *     java.time.LocalDate}, {@link java.time.LocalDateTime} or {@link java.time.Instant}
 */
public record ColumnCondition(String column, Operator operator, List<Object> values) {
  /** How the column is compared with the values. */
  public enum Operator {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    IN
  }

  public ColumnCondition {
    values = List.copyOf(values);
  }
}
