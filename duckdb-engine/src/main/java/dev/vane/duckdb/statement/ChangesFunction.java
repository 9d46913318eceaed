package dev.vane.duckdb.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.UserQuery.Reference;
import dev.vane.spi.VaneException;
import dev.vane.spi.VersionRange;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code changes('trades', 12, 15)}: a table function of Vane's own, whose rows are those that the
 * versions of a table changed. The table is a text because what stands there is no relation.
 */
final class ChangesFunction {
  private static final String NAME = "changes";

  private ChangesFunction() {}

  static boolean isCall(JsonNode function) {
    return function.path("function_name").asText().equalsIgnoreCase(NAME);
  }

  /** The table and versions, which must be literals: the columns of the rows depend on them. */
  static Reference reference(JsonNode function) {
    JsonNode arguments = function.path("arguments");
    if (arguments.size() < 2 || arguments.size() > 3) {
      throw invalid();
    }
    String table = literal(arguments.path(0), "STRING");
    long from = version(arguments.path(1));
    OptionalLong to =
        arguments.size() == 3 ? OptionalLong.of(version(arguments.path(2))) : OptionalLong.empty();
    if (from < 0 || to.orElse(from) < from) {
      throw new VaneException(
          ErrorCode.QUERY_INVALID,
          "changes goes from a version, 0 or later, to that or a newer one; it can't go from %d to %d."
              .formatted(from, to.orElse(from)));
    }
    return Reference.ofChanges(path(table), new VersionRange(from, to));
  }

  private static List<String> path(String table) {
    Words words = new Words(table, Lexer.read(table));
    List<String> path = words.path();
    if (!words.atEnd()) {
      throw invalid();
    }
    return path;
  }

  private static long version(JsonNode argument) {
    try {
      return Long.parseLong(literal(argument, "INTEGER"));
    } catch (NumberFormatException tooLarge) {
      throw invalid();
    }
  }

  private static String literal(JsonNode argument, String kind) {
    JsonNode literal = argument.path("expression").path("literal");
    if (!literal.path("kind").asText().equals(kind)) {
      throw invalid();
    }
    return literal.path("text").asText();
  }

  private static VaneException invalid() {
    return new VaneException(
        ErrorCode.QUERY_INVALID,
        "changes takes a table as a text and one or two versions, all literals: changes('delta.main.trades', 12, 15).");
  }

  /** Makes the call a table of the placeholder's name. */
  static void replaceBy(String placeholder, ObjectNode relation) {
    TableName.putForCall(placeholder, NAME, relation);
  }
}
