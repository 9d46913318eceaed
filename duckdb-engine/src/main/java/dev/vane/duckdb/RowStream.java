package dev.vane.duckdb;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.NoSuchElementException;
import org.duckdb.DuckDBConnection;

/**
 * The rows of a backend's own query, one at a time. Occupies its connection until closed. Used by
 * one thread at a time.
 */
public final class RowStream<T> implements AutoCloseable {
  private final Statement statement;
  private final ResultSet rows;
  private final RowReader<T> reader;
  private boolean hasNext;

  private RowStream(Statement statement, ResultSet rows, RowReader<T> reader) throws SQLException {
    this.statement = statement;
    this.rows = rows;
    this.reader = reader;
    this.hasNext = rows.next();
  }

  static <T> RowStream<T> open(DuckDBConnection connection, String sql, RowReader<T> reader) {
    try {
      Statement statement = connection.createStatement();
      try {
        return new RowStream<>(statement, statement.executeQuery(sql), reader);
      } catch (SQLException failure) {
        statement.close();
        throw failure;
      }
    } catch (SQLException failure) {
      throw DuckDbErrors.storage(failure);
    }
  }

  public boolean hasNext() {
    return hasNext;
  }

  /** The next row; there must be one. */
  public T next() {
    if (!hasNext) {
      throw new NoSuchElementException();
    }
    try {
      T row = reader.read(rows);
      hasNext = rows.next();
      return row;
    } catch (SQLException failure) {
      throw DuckDbErrors.storage(failure);
    }
  }

  @Override
  public void close() {
    try {
      statement.close();
    } catch (SQLException failure) {
      throw DuckDbErrors.storage(failure);
    }
  }
}
