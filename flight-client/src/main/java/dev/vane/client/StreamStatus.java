package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalLong;

/**
 * How far a producer's stream is durable.
 *
 * @param epoch the epoch that writes
 * @param ackUpToOffset last durable offset; −1 where there is none
 * @param ackUpToRecords durable rows
 * @param table path of the stream's table; empty where it has none yet
 * @param version the table's version, where it has one
 */
public record StreamStatus(
    long epoch, long ackUpToOffset, long ackUpToRecords, List<String> table, OptionalLong version) {
  public StreamStatus {
    table = List.copyOf(table);
  }

  static StreamStatus parse(JsonNode json) {
    return new StreamStatus(
        json.path("epoch").asLong(),
        json.path("ack_up_to_offset").asLong(-1),
        json.path("ack_up_to_records").asLong(),
        Json.textList(json.path("table")),
        Json.number(json, "version"));
  }
}
