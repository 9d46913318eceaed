package dev.vane.gateway.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.ingest.IngestService;
import dev.vane.gateway.ingest.ProducerStatus;
import dev.vane.gateway.ingest.StreamStatus;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TableId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Tells what of a stream is durable: of a producer from the tables' ledgers and the log, so across
 * restarts; the stream's own figures are those since the gateway started.
 */
final class StreamStatusAction implements Action {
  private final IngestService ingest;

  StreamStatusAction(IngestService ingest) {
    this.ingest = ingest;
  }

  @Override
  public String type() {
    return "stream.status";
  }

  @Override
  public String description() {
    return "Takes {\"stream_name\", \"producer\": {\"id\"}}, answers {\"epoch\", \"ack_up_to_offset\", \"ack_up_to_records\", \"table\", \"version\", \"open\", \"rows_committed\"}.";
  }

  @Override
  public Set<String> keys() {
    return Set.of("stream_name", "producer");
  }

  @Override
  public ObjectNode run(JsonObject body) {
    String stream = body.text("stream_name");
    StreamStatus status = ingest.status(stream);
    Optional<ProducerStatus> producer =
        producer(body).map(id -> ingest.status(stream, Names.require("producer", id)));
    ObjectNode answer =
        Commands.object()
            .put("epoch", producer.map(ProducerStatus::epoch).orElse(0L))
            .put("ack_up_to_offset", producer.map(ProducerStatus::offset).orElse(-1L))
            .put("ack_up_to_records", producer.map(ProducerStatus::records).orElse(0L))
            .put("open", status.open())
            .put("rows_committed", status.rowsCommitted());
    Optional<TableId> table = producer.flatMap(ProducerStatus::table).or(status::table);
    if (table.isPresent()) {
      table.get().path().forEach(answer.putArray("table")::add);
    } else {
      answer.putNull("table");
    }
    return answer.put(
        "version",
        producer
            .map(ProducerStatus::version)
            .orElse(OptionalLong.empty())
            .orElse(status.version()));
  }

  private static Optional<String> producer(JsonObject body) {
    JsonNode node = body.get("producer");
    if (node == null) {
      return Optional.empty();
    }
    JsonObject producer = JsonObject.of(node, body.path("producer"), ErrorCode.COMMAND_INVALID);
    producer.requireKeys(Set.of("id"), Set.of());
    return Optional.of(producer.text("id"));
  }
}
