package dev.vane.duckdb.statement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The parts of an INSERT's syntax tree.
 *
 * @param rows the query that gives the rows, unchecked
 */
record InsertStatement(
    List<String> table,
    List<String> columns,
    boolean byName,
    JsonNode rows,
    Map<Integer, Integer> parameterColumns) {
  /**
   * Reads the tree of a query that has nothing but the INSERT as its common table expression.
   *
   * @throws VaneException QUERY_INVALID, or OPTION_UNSUPPORTED for what goes beyond adding rows
   */
  static InsertStatement read(JsonNode statement) {
    JsonNode expressions = statement.at("/node/cte_map/map");
    JsonNode insert = expressions.path(0).path("value").path("query_node");
    if (expressions.size() != 1 || !insert.path("type").asText().equals("INSERT_QUERY_NODE")) {
      throw new VaneException(ErrorCode.QUERY_INVALID, "The INSERT does not parse.");
    }
    refuse(
        !insert.path("returning_list").isEmpty(),
        "RETURNING is not offered; ask for the rows by a SELECT.");
    refuse(
        insert.path("on_conflict_info").isObject(),
        "ON CONFLICT, OR REPLACE and OR IGNORE are not offered: tables have no keys.");
    refuse(
        insert.path("default_values").asBoolean(),
        "DEFAULT VALUES is not offered: columns have no defaults. Give the values.");
    refuse(
        !insert.at("/cte_map/map").isEmpty(),
        "WITH before INSERT is not offered. Put it behind: INSERT INTO t WITH ... SELECT.");
    JsonNode rows = insert.at("/select_statement/node");
    return new InsertStatement(
        Stream.of("catalog", "schema", "table")
            .map(part -> insert.path(part).asText())
            .filter(part -> !part.isEmpty())
            .toList(),
        texts(insert.path("columns")),
        insert.path("column_order").asText().equals("INSERT_BY_NAME"),
        rows,
        parameterColumns(rows));
  }

  private static void refuse(boolean present, String message) {
    if (present) {
      throw new VaneException(ErrorCode.OPTION_UNSUPPORTED, message);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** In {@code VALUES (?, ?)} a parameter has the type of its column. */
  private static Map<Integer, Integer> parameterColumns(JsonNode rows) {
    Map<Integer, Integer> columns = new HashMap<>();
    for (JsonNode row : rows.at("/from_table/values")) {
      for (int i = 0; i < row.size(); i++) {
        if (row.get(i).path("class").asText().equals("PARAMETER")) {
          columns.put(StatementRewriter.parameterNumber(row.get(i)), i);
        }
      }
    }
    return columns;
  }
}
