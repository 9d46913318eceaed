package dev.vane.gateway.statement;

import dev.vane.gateway.query.QueryCommand;
import org.apache.arrow.vector.types.pojo.Schema;

/** What the ticket of a result stands for. */
sealed interface StoredResult {
  /**
   * A query, which runs when the ticket is read.
   *
   * @param schema what it was said to give
   * @param shapes where it was known from
   */
  record Rows(QueryCommand.Statement query, Schema schema, KnownShapes shapes)
      implements StoredResult {}

  /** The number of rows that a statement wrote, which was done before the ticket was given. */
  record Written(long rows) implements StoredResult {}
}
