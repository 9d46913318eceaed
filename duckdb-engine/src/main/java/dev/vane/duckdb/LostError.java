package dev.vane.duckdb;

import dev.vane.spi.SqlQuery;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Finds the error that the driver loses: when a streaming result fails before its first rows,
 * version 2.0.0.1 reports "Invalid result set" whatever the reason. Running the query once more
 * under {@code EXPLAIN ANALYZE}, which throws its rows away and is not streamed, gives the reason.
 */
final class LostError {
  private static final String SYMPTOM = "Invalid result set";

  private LostError() {}

  static boolean isLost(Throwable failure) {
    String message = failure.getMessage();
    return failure instanceof SQLException && message != null && message.contains(SYMPTOM);
  }

  /** The reason, or the failure itself if the query now runs through. */
  static Throwable find(
      DuckDbEngine engine, RunningQuery running, SqlQuery query, Throwable failure) {
    try (EngineConnection connection = engine.connect();
        PreparedStatement statement =
            connection.driver().prepareStatement("EXPLAIN ANALYZE " + query.text())) {
      Parameters.bind(statement, query.parameters());
      running.executing(statement);
      statement.execute();
      return failure;
    } catch (SQLException reason) {
      return reason;
    }
  }
}
