package dev.vane.pivot.plan;

import dev.vane.spi.SqlQuery;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Values as ClickHouse writes them, because it binds none to the places of a statement. */
final class ClickHouseLiterals {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  private ClickHouseLiterals() {}

  /** The statement with its values in their places. */
  static String inline(SqlQuery query) {
    StringBuilder text = new StringBuilder();
    Iterator<@Nullable Object> values = query.parameters().iterator();
    char quote = 0;
    for (int at = 0; at < query.text().length(); at++) {
      char next = query.text().charAt(at);
      if (quote != 0 && next == '\\') {
        text.append(next).append(query.text().charAt(++at));
        continue;
      }
      if (quote != 0) {
        quote = next == quote ? 0 : quote;
      } else if (next == '"' || next == '\'') {
        quote = next;
      } else if (next == '?') {
        text.append(literal(values.next()));
        continue;
      }
      text.append(next);
    }
    return text.toString();
  }

  static String literal(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof Boolean bool) {
      return bool ? "true" : "false";
    }
    if (value instanceof Long || value instanceof Integer) {
      return "toInt64(" + value + ")";
    }
    if (value instanceof BigInteger number) {
      return "toInt256('" + number + "')";
    }
    if (value instanceof Double || value instanceof Float) {
      return "toFloat64('" + value + "')";
    }
    if (value instanceof BigDecimal number) {
      return "toDecimal128('%s', %d)"
          .formatted(number.toPlainString(), Math.max(0, number.scale()));
    }
    if (value instanceof LocalDate date) {
      return "toDate32('" + date + "')";
    }
    if (value instanceof LocalDateTime time) {
      return time(time, ClickHouseDialect.NO_ZONE);
    }
    if (value instanceof Instant instant) {
      return time(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), "UTC");
    }
    if (value instanceof byte[] bytes) {
      return "unhex('" + HexFormat.of().formatHex(bytes) + "')";
    }
    return "'" + value.toString().replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String time(LocalDateTime time, String zone) {
    return "toDateTime64('%s', 6, '%s')".formatted(TIME.format(time), zone);
  }
}
