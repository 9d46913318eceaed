package dev.vane.duckdb.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.List;

/**
 * {@code pivot('{...}')}: a table function of Vane's own, whose rows are those of a pivot. PIVOT is
 * a keyword of the engine, so the call is quoted before the engine parses it.
 */
final class PivotFunction {
  private static final String NAME = "pivot";

  private PivotFunction() {}

  /** The statement with every {@code pivot('} quoted as a name. */
  static String quote(String sql, List<Token> tokens) {
    StringBuilder quoted = new StringBuilder();
    int copied = 0;
    for (int i = 0; i + 2 < tokens.size(); i++) {
      if (tokens.get(i).isWord(NAME)
          && tokens.get(i + 1).isSymbol("(")
          && tokens.get(i + 2).kind() == Token.Kind.STRING) {
        Token word = tokens.get(i);
        quoted.append(sql, copied, word.start()).append('"').append(NAME).append('"');
        copied = word.end();
      }
    }
    return copied == 0 ? sql : quoted.append(sql, copied, sql.length()).toString();
  }

  static boolean isCall(JsonNode function) {
    return function.path("function_name").asText().equalsIgnoreCase(NAME);
  }

  /** The argument, which must be one literal: the columns of the answer depend on it. */
  static String spec(JsonNode function) {
    JsonNode arguments = function.path("arguments");
    JsonNode literal = arguments.path(0).path("expression").path("literal");
    if (arguments.size() != 1 || !literal.path("kind").asText().equals("STRING")) {
      throw new VaneException(
          ErrorCode.QUERY_INVALID,
          "pivot takes one text, the spec as JSON: pivot('{\"table\": \"trades\", \"rows\": [\"region\"], \"measures\": [{\"agg\": \"count\"}]}').");
    }
    return literal.path("text").asText();
  }

  /** Makes the call a table of the placeholder's name. */
  static void replaceBy(String placeholder, ObjectNode relation) {
    TableName.putForCall(placeholder, NAME, relation);
  }
}
