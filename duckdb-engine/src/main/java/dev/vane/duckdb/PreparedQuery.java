package dev.vane.duckdb;

import dev.vane.spi.SqlQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A query ready to run.
 *
 * @param statement with its parameters bound; the caller closes it
 * @param query what the statement says
 * @param described the query that was asked for
 */
record PreparedQuery(PreparedStatement statement, SqlQuery query, PlainQuery described) {
  /**
   * Prepares a query in the form that {@code text} gives it. To bind a statement costs more than to
   * run a small one, so where a query is to run just as it was asked, it is bound once.
   */
  static PreparedQuery prepare(
      Connection connection, SqlQuery asked, Function<PlainQuery, String> text)
      throws SQLException {
    // Without its parameters a statement can't tell its types.
    if (asked.parameters().isEmpty()) {
      PreparedStatement statement = connection.prepareStatement(asked.text());
      try {
        Optional<PlainQuery> described = PlainQuery.of(statement, asked);
        if (described.isPresent() && text.apply(described.get()).equals(asked.text())) {
          return new PreparedQuery(statement, asked, described.get());
        }
      } catch (SQLException | RuntimeException failure) {
        statement.close();
        throw failure;
      }
      statement.close();
    }
    return cast(connection, asked, text);
  }

  private static PreparedQuery cast(
      Connection connection, SqlQuery asked, Function<PlainQuery, String> text)
      throws SQLException {
    PlainQuery described = PlainQuery.describe(connection, asked);
    SqlQuery query = new SqlQuery(text.apply(described), asked.parameters());
    PreparedStatement statement = connection.prepareStatement(query.text());
    try {
      Parameters.bind(statement, query.parameters());
      return new PreparedQuery(statement, query, described);
    } catch (SQLException | RuntimeException failure) {
      statement.close();
      throw failure;
    }
  }
}
