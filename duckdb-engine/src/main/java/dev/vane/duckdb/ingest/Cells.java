package dev.vane.duckdb.ingest;

import java.sql.SQLException;
import org.duckdb.DuckDBAppender;

/**
 * The values of one column of a batch, on their way into an appender. None of them is asked for a
 * null.
 */
interface Cells {
  /** Puts the value of this row into the appender's current column. */
  void append(DuckDBAppender appender, int row) throws SQLException;

  /** Whether the appender would store just this value, or else silently another. */
  default boolean isExact(int row) {
    return true;
  }
}
