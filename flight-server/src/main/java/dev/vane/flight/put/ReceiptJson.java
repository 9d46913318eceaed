package dev.vane.flight.put;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    node.put("version", receipt.version());
    node.put("duration_ms", receipt.duration().toMillis());
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts and numbers is always JSON", e);
    }
  }
}
