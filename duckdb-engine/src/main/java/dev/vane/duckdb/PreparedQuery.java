package dev.vane.duckdb;

import dev.vane.spi.SqlQuery;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A query ready to run.
 *
 * @param statement with its parameters bound
 * @param query what the statement says
 * @param described the query that was asked for
 * @param kept whether the statement will be used again; it is then closed by who keeps it
 */
record PreparedQuery(
    PreparedStatement statement, SqlQuery query, PlainQuery described, boolean kept)
    implements AutoCloseable {
  /** The same, closed by who keeps it. */
  PreparedQuery keep() {
    return new PreparedQuery(statement, query, described, true);
  }

  /** The same with other values of the same types, which are bound now. */
  PreparedQuery with(SqlQuery asked) throws SQLException {
    Parameters.bind(statement, asked.parameters());
    return new PreparedQuery(
        statement, new SqlQuery(query.text(), asked.parameters()), described, kept);
  }

  /** Gives the statement up, unless it is kept. */
  @Override
  public void close() {
    if (!kept) {
      Closing.quietly(statement);
    }
  }

  /**
   * Prepares a query in the form that {@code text} gives it. To bind a statement costs more than to
   * run a small one, so where a query is to run just as it was asked, it is bound once; and it is
   * described only where the statement does not tell its types.
   */
  static PreparedQuery prepare(
      EngineConnection connection, SqlQuery asked, Function<PlainQuery, String> text)
      throws SQLException {
    // Without its parameters a statement can't tell its types.
    Optional<PlainQuery> told = Optional.empty();
    if (asked.parameters().isEmpty()) {
      PreparedStatement statement = connection.prepare(asked.text());
      try {
        told = PlainQuery.of(statement, asked);
        if (told.isPresent() && text.apply(told.get()).equals(asked.text())) {
          return new PreparedQuery(statement, asked, told.get(), false);
        }
      } catch (SQLException | RuntimeException failure) {
        statement.close();
        throw failure;
      }
      statement.close();
    }
    return cast(
        connection,
        asked,
        told.isPresent() ? told.get() : PlainQuery.describe(connection, asked),
        text);
  }

  private static PreparedQuery cast(
      EngineConnection connection,
      SqlQuery asked,
      PlainQuery described,
      Function<PlainQuery, String> text)
      throws SQLException {
    SqlQuery query = new SqlQuery(text.apply(described), asked.parameters());
    PreparedStatement statement = connection.prepare(query.text());
    try {
      Parameters.bind(statement, query.parameters());
      return new PreparedQuery(statement, query, described, false);
    } catch (SQLException | RuntimeException failure) {
      statement.close();
      throw failure;
    }
  }
}
