package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The gateway's word that the whole stream is on disk and can be queried.
 *
 * @param stream the stream written to
 * @param table full path of the table: backend, schema, name
 * @param storageBackend the backend that holds it
 * @param rowsProcessed rows that the gateway took
 * @param bytes bytes that the gateway took
 * @param version the table's version after the commit, where the backend has versions
 * @param duration how long the gateway worked on it
 * @param json the whole answer, also what this record does not name
 */
public record PutReceipt(
    Optional<String> stream,
    List<String> table,
    Optional<String> storageBackend,
    long rowsProcessed,
    long bytes,
    OptionalLong version,
    Duration duration,
    JsonNode json) {
  public PutReceipt {
    table = List.copyOf(table);
  }

  static boolean isReceipt(JsonNode json) {
    return json.has("status");
  }

  static PutReceipt parse(JsonNode json) {
    return new PutReceipt(
        Json.text(json, "stream"),
        Json.textList(json.path("table")),
        Json.text(json, "storage_backend"),
        json.path("rows_processed").asLong(),
        json.path("bytes").asLong(),
        Json.number(json, "version"),
        Duration.ofNanos(Math.round(json.path("duration_ms").asDouble() * 1_000_000)),
        json);
  }
}
