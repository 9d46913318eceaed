package dev.vane.gateway.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.ingest.IngestService;
import dev.vane.gateway.ingest.StreamStatus;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.ErrorCode;
import java.util.Set;

/**
 * Tells what of a stream is durable. No producer can have numbered batches yet, since {@code
 * producer} is refused when a stream is opened, so the answer for any producer is that nothing of
 * it is known; the stream's own figures are those since the gateway started.
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
    JsonNode producer = body.get("producer");
    if (producer != null) {
      JsonObject.of(producer, body.path("producer"), ErrorCode.COMMAND_INVALID)
          .requireKeys(Set.of("id"), Set.of());
    }
    StreamStatus status = ingest.status(stream);
    ObjectNode answer =
        Commands.object()
            .put("epoch", 0)
            .put("ack_up_to_offset", -1)
            .put("ack_up_to_records", 0)
            .put("open", status.open())
            .put("rows_committed", status.rowsCommitted());
    if (status.table().isPresent()) {
      status.table().get().path().forEach(answer.putArray("table")::add);
    } else {
      answer.putNull("table");
    }
    return answer.put("version", status.version());
  }
}
