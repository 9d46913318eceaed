package dev.vane.gateway.query;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a question will answer, before any data.
 *
 * @param schema exactly the schema of the data that the ticket gives
 * @param ticket what to send, as UTF-8, to get the data
 * @param rows rows of the answer, or -1 where not known
 * @param pinned tickets of the pivots that the answer reads; they hold them to what was described
 */
public record QueryDescription(Schema schema, String ticket, long rows, List<String> pinned) {
  public QueryDescription {
    pinned = List.copyOf(pinned);
  }

  /** Of an answer that reads no pivots. */
  public QueryDescription(Schema schema, String ticket, long rows) {
    this(schema, ticket, rows, List.of());
  }
}
