package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/**
 * Everything up to here is on disk, whatever becomes of the stream. Acknowledgements are
 * cumulative.
 *
 * @param offset last durable batch, counted from 0
 * @param records durable rows
 * @param version the table's version, where the table's commit has happened already
 */
public record PutAck(long offset, long records, OptionalLong version) {
  static boolean isAck(JsonNode json) {
    return json.has("ack_up_to_offset");
  }

  static PutAck parse(JsonNode json) {
    return new PutAck(
        json.path("ack_up_to_offset").asLong(),
        json.path("ack_up_to_records").asLong(),
        Json.number(json, "version"));
  }
}
