package dev.vane.pivot.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The key {@code as_of}: {@code {"version": n}} or {@code {"timestamp": ISO 8601 with a zone}}. */
public final class AsOfJson {
  private AsOfJson() {}

  /**
   * Reads it.
   *
   * @param code what a wrong shape is reported as
   * @return the latest version when the key is absent
   */
  public static AsOf parse(JsonObject question, ErrorCode code) {
    return parse(question, "as_of", code).orElse(AsOf.LATEST);
  }

  /** Reads a key of the same form; empty when it is absent. */
  public static Optional<AsOf> parse(JsonObject question, String key, ErrorCode code) {
    JsonNode node = question.get(key);
    return node == null
        ? Optional.empty()
        : Optional.of(read(JsonObject.of(node, question.path(key), code), code));
  }

  private static AsOf read(JsonObject asOf, ErrorCode code) {
    asOf.requireKeys(Set.of("version", "timestamp"), Set.of());
    boolean hasVersion = asOf.get("version") != null;
    if (hasVersion == (asOf.get("timestamp") != null)) {
      throw asOf.path().problem(code, "must hold either 'version' or 'timestamp'");
    }
    if (hasVersion) {
      return new AsOf.Version(asOf.count("version").orElseThrow());
    }
    String text = asOf.text("timestamp");
    try {
      return new AsOf.Timestamp(
          Instant.from(ZonedDateTime.parse(text, DateTimeFormatter.ISO_ZONED_DATE_TIME)));
    } catch (DateTimeParseException e) {
      throw asOf.path("timestamp")
          .problem(code, "must be a date and time with zone such as 2026-01-31T09:30:00Z");
    }
  }

  /** The JSON, or null for the latest version. */
  public static @Nullable ObjectNode write(AsOf asOf) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (asOf instanceof AsOf.Version version) {
      return node.put("version", version.version());
    }
    if (asOf instanceof AsOf.Timestamp timestamp) {
      return node.put("timestamp", timestamp.instant().toString());
    }
    return null;
  }
}
