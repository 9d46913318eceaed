package dev.vane.duckdb.statement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Reads {@code AT (VERSION => 3)} and {@code AT (TIMESTAMP => '2026-01-01T00:00:00Z')}. */
final class AsOfClause {
  private AsOfClause() {}

  static AsOf read(JsonNode clause) {
    JsonNode value = clause.path("expr");
    if (value.path("class").asText().equals("CAST")) {
      value = value.path("child");
    }
    JsonNode literal = value.path("literal");
    String text = literal.path("text").asText();
    try {
      if (clause.path("unit").asText().equals("VERSION")
          && literal.path("kind").asText().equals("INTEGER")) {
        return new AsOf.Version(Long.parseLong(text));
      }
      if (clause.path("unit").asText().equals("TIMESTAMP")
          && literal.path("kind").asText().equals("STRING")) {
        return new AsOf.Timestamp(instant(text.strip().replace(' ', 'T')));
      }
    } catch (NumberFormatException | DateTimeException unreadable) {
      throw invalid();
    }
    throw invalid();
  }

  /** A time without zone is UTC. */
  private static Instant instant(String text) {
    if (!text.contains("T")) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    int time = text.indexOf('T');
    boolean zoned =
        text.endsWith("Z") || text.indexOf('+', time) > 0 || text.indexOf('-', time) > 0;
    return zoned
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }

  private static VaneException invalid() {
    return new VaneException(
        ErrorCode.QUERY_INVALID,
        "AT takes a literal: AT (VERSION => 3) or AT (TIMESTAMP => '2026-01-01T00:00:00Z').");
  }
}
