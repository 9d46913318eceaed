package dev.vane.storage.delta.schema;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Optional;

/**
 * The values that the SQL engine gives as texts: bounds in the statistics of a written file, keys
 * of a partition. Dates outside the years 1 to 9999, which Delta's texts can't hold, and infinite
 * ones give nothing.
 */
final class EngineText {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter();

  private EngineText() {}

  static Optional<LocalDate> date(String text) {
    try {
      return text.length() == 10 ? Optional.of(LocalDate.parse(text)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A timestamp; one with a zone is always in UTC. */
  static Optional<LocalDateTime> timestamp(String text) {
    String local = text.endsWith("+00") ? text.substring(0, text.length() - 3) : text;
    try {
      return Optional.of(LocalDateTime.parse(local, TIMESTAMP))
          .filter(time -> time.getYear() >= 1 && time.getYear() <= 9999);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A float or double; NaN and the infinities included. */
  static double floating(String text) {
    return switch (text) {
      case "nan", "NaN", "-nan" -> Double.NaN;
      case "inf", "Infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }
}
