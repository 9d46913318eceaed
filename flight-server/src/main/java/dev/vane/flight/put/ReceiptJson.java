package dev.vane.flight.put;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.gateway.ingest.BatchAck;
import dev.vane.gateway.ingest.IngestReceipt;

/** The receipt of a whole stream, as clients read it from the metadata of the one PutResult. */
final class ReceiptJson {
  private static final JsonMapper JSON = new JsonMapper();

  private ReceiptJson() {}

  static byte[] write(IngestReceipt receipt) {
    ObjectNode node = JSON.createObjectNode();
    node.put("status", "success");
    node.put("stream", receipt.stream());
    receipt.table().path().forEach(node.putArray("table")::add);
    node.put("storage_backend", receipt.table().backend());
    node.put("rows_processed", receipt.rows());
    node.put("bytes", receipt.bytes());
    receipt.version().ifPresent(version -> node.put("version", version));
    node.put("duration_ms", receipt.duration().toMillis());
    return bytes(node);
  }

  static byte[] write(BatchAck ack) {
    ObjectNode node = JSON.createObjectNode();
    node.put("ack_up_to_offset", ack.offset());
    node.put("ack_up_to_records", ack.records());
    ack.version().ifPresent(version -> node.put("version", version));
    return bytes(node);
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts and numbers is always JSON", e);
    }
  }
}
