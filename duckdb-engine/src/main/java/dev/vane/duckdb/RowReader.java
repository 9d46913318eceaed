package dev.vane.duckdb;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads one row of a small result. */
@FunctionalInterface
public interface RowReader<T> {
  /** The value of the current row; the result set must not be moved. */
  T read(ResultSet row) throws SQLException;
}
