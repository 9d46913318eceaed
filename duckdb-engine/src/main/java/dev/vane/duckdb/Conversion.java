package dev.vane.duckdb;

import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.duckdb.types.ColumnTypes;
import dev.vane.spi.OutputColumn;
import dev.vane.spi.SqlQuery;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Casts the rows of a query to the columns of a table, column by column. */
final class Conversion {
  private Conversion() {}

  /** Columns are named by position inside, for names in a result may repeat. */
  static SqlQuery of(SqlQuery rows, List<OutputColumn> columns) {
    int sources = columns.stream().mapToInt(OutputColumn::source).max().orElse(0) + 1;
    String expressions =
        columns.stream().map(Conversion::expression).collect(Collectors.joining(", "));
    String names =
        IntStream.range(0, Math.max(1, sources))
            .mapToObj(position -> "c" + position)
            .collect(Collectors.joining(", "));
    return new SqlQuery(
        "SELECT %s FROM (%s) AS vane_rows(%s)".formatted(expressions, rows.text(), names),
        rows.parameters());
  }

  private static String expression(OutputColumn column) {
    String value = column.source() == OutputColumn.ABSENT ? "NULL" : "c" + column.source();
    return "CAST(%s AS %s) AS %s"
        .formatted(
            value,
            ColumnTypes.of(column.field()),
            DuckDbDialect.INSTANCE.identifier(column.field().getName()));
  }
}
