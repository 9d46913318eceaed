package dev.vane.gateway.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.gateway.json.Commands;
import dev.vane.pivot.json.JsonObject;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** Reads the number that a producer gives a batch, and counts what a batch holds. */
final class BatchNumbers {
  private static final String OFFSET = "offset_id";
  private static final long MAX_BYTES = 4_096;

  private BatchNumbers() {}

  /**
   * The offset in a batch's metadata.
   *
   * @throws VaneException {@link ErrorCode#OFFSET_MISSING}
   */
  static long offset(byte @Nullable [] metadata) {
    if (metadata == null || metadata.length == 0) {
      throw missing("it has no app metadata");
    }
    JsonObject object;
    try {
      object = Commands.root(Commands.read(metadata, MAX_BYTES));
    } catch (VaneException e) {
      throw missing("its app metadata is not a small JSON object");
    }
    object.requireKeys(Set.of(OFFSET), Set.of());
    JsonNode node = object.get(OFFSET);
    if (node == null
        || !node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0) {
      throw missing("its offset_id is not a whole number from 0");
    }
    return node.longValue();
  }

  private static VaneException missing(String why) {
    return new VaneException(
        ErrorCode.OFFSET_MISSING,
        "A batch of a producer has no number: %s. Send {\"offset_id\": n} with each batch, from 0, by 1; or leave producer out."
            .formatted(why));
  }

  /** Arrow bytes of a batch. */
  static long bytes(VectorSchemaRoot batch) {
    long bytes = 0;
    for (FieldVector vector : batch.getFieldVectors()) {
      bytes += vector.getBufferSize();
    }
    return bytes;
  }
}
