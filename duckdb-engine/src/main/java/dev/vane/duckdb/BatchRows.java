package dev.vane.duckdb;

import dev.vane.duckdb.types.SqlType;
import dev.vane.spi.QueryLimits;
import java.util.List;
import java.util.Map;

/**
 * How many rows a batch of a result has. Clients take messages of 16 MiB at most (4 MiB some), so
 * batches aim at half of that; where a column's values have no fixed width, rows are few enough
 * that a batch of long values does not take the machine's memory before it can be cut.
 */
final class BatchRows {
  /** What a batch aims to stay below. */
  static final long TARGET_BYTES = 8L << 20;

  private static final long MOST_ROWS_OF_VARIABLE_WIDTH = 16_384;
  private static final long DEFAULT_WIDTH = 8;
  private static final Map<String, Long> WIDTHS =
      Map.of(
          "BOOLEAN",
          1L,
          "TINYINT",
          1L,
          "UTINYINT",
          1L,
          "SMALLINT",
          2L,
          "USMALLINT",
          2L,
          "INTEGER",
          4L,
          "UINTEGER",
          4L,
          "FLOAT",
          4L,
          "DATE",
          4L,
          "INTERVAL",
          16L);

  private BatchRows() {}

  static long of(List<PlainQuery.Column> columns, QueryLimits limits) {
    long width = 1;
    boolean variable = false;
    for (PlainQuery.Column column : columns) {
      if (column.type() instanceof SqlType.Decimal) {
        width += 16;
      } else if (column.type() instanceof SqlType.Simple simple
          && !simple.name().equals("VARCHAR")
          && !simple.name().equals("BLOB")
          && column.isPlain()) {
        width += WIDTHS.getOrDefault(simple.name(), DEFAULT_WIDTH);
      } else {
        variable = true;
      }
    }
    long most = variable ? MOST_ROWS_OF_VARIABLE_WIDTH : Long.MAX_VALUE;
    return Math.max(1, Math.min(limits.batchRows(), Math.min(most, TARGET_BYTES / width)));
  }
}
