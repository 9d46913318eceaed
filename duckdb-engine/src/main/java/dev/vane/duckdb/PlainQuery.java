package dev.vane.duckdb;

import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.duckdb.types.PlainTypes;
import dev.vane.duckdb.types.SqlType;
import dev.vane.spi.SqlQuery;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A query with the names and types of its columns, as they are with its parameters bound, and the
 * statement that gives the same rows in types that every client reads.
 */
record PlainQuery(SqlQuery query, List<Column> columns) {
  /** Types whose names say all. */
  private static final Set<String> COMPLETE_NAMES =
      Set.of(
          "BOOLEAN",
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "HUGEINT",
          "UHUGEINT",
          "FLOAT",
          "DOUBLE",
          "VARCHAR",
          "BLOB",
          "DATE",
          "TIME",
          "TIMESTAMP",
          "TIMESTAMP_S",
          "TIMESTAMP_MS",
          "TIMESTAMP_NS",
          "TIMESTAMP WITH TIME ZONE");

  /** A result column. */
  record Column(String name, SqlType type) {
    boolean isPlain() {
      return PlainTypes.plain(type).equals(type);
    }
  }

  /**
   * Reads what a prepared statement tells of itself, which saves describing it.
   *
   * @return empty when that isn't enough: types that it names without their parts
   */
  static Optional<PlainQuery> of(PreparedStatement statement, SqlQuery query) throws SQLException {
    return columns(statement.getMetaData()).map(columns -> new PlainQuery(query, columns));
  }

  private static Optional<List<Column>> columns(ResultSetMetaData told) throws SQLException {
    List<Column> columns = new ArrayList<>();
    for (int position = 1; position <= told.getColumnCount(); position++) {
      SqlType type = SqlType.parse(told.getColumnTypeName(position));
      if (!(type instanceof SqlType.Decimal) && !COMPLETE_NAMES.contains(type.toString())) {
        return Optional.empty();
      }
      columns.add(new Column(told.getColumnName(position), type));
    }
    return Optional.of(columns);
  }

  /**
   * Whether a result has just the columns that {@link #text} gave when the query was described;
   * never where it names types without their parts.
   */
  boolean gives(ResultSetMetaData result) throws SQLException {
    List<Column> expected =
        columns.stream()
            .map(column -> new Column(column.name(), PlainTypes.plain(column.type())))
            .toList();
    return columns(result).filter(expected::equals).isPresent();
  }

  /** Lets the engine bind the query, without running it. */
  static PlainQuery describe(EngineConnection connection, SqlQuery query) throws SQLException {
    try (PreparedStatement statement = connection.prepare("DESCRIBE " + query.text())) {
      Parameters.bind(statement, query.parameters());
      List<Column> columns = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(new Column(rows.getString(1), SqlType.parse(rows.getString(2))));
        }
      }
      return new PlainQuery(query, columns);
    }
  }

  /** The types of the columns that {@link #text} gives. */
  List<SqlType> plainTypes() {
    return columns.stream().map(column -> PlainTypes.plain(column.type())).toList();
  }

  /** The statement to run. */
  String text() {
    return columns.stream().allMatch(Column::isPlain) ? query.text() : cast();
  }

  /** The statement that gives the columns and no row. */
  String emptyText() {
    return cast() + " LIMIT 0";
  }

  /** Columns are named by position inside, for names in a result may repeat. */
  private String cast() {
    return IntStream.range(0, columns.size())
        .mapToObj(this::expression)
        .collect(
            Collectors.joining(
                ", ",
                "SELECT ",
                " FROM (%s) AS vane_result(%s)".formatted(query.text(), positions())));
  }

  private String expression(int position) {
    Column column = columns.get(position);
    String value = "c" + position;
    return (column.isPlain()
            ? value
            : "CAST(" + value + " AS " + PlainTypes.plain(column.type()) + ")")
        + " AS "
        + DuckDbDialect.INSTANCE.identifier(column.name());
  }

  private String positions() {
    return IntStream.range(0, columns.size())
        .mapToObj(position -> "c" + position)
        .collect(Collectors.joining(", "));
  }
}
