package dev.vane.duckdb.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.UserExpression;
import dev.vane.spi.UserQuery;
import dev.vane.spi.UserStatement;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads DELETE, TRUNCATE and UPDATE, whose clauses are found by their keywords outside of brackets.
 * Each expression then goes through the engine's parser, in a query over the table, so that an
 * expression is what the engine takes for one; what is kept of it comes from the tree.
 */
final class ChangeStatements {
  private static final Set<String> BEHIND_A_TABLE =
      Set.of("WHERE", "SET", "USING", "RETURNING", "FROM");

  private final Words words;
  private final Parser parser;

  /** The engine's parser and the check of what it gives. */
  interface Parser {
    /** The tree of one query. */
    JsonNode tree(String query);

    /** Checks a tree and puts placeholders into it. */
    UserQuery checked(JsonNode tree);

    /** The text of an expression. */
    String text(JsonNode expression);
  }

  ChangeStatements(Words words, Parser parser) {
    this.words = words;
    this.parser = parser;
  }

  /** Reads on behind DELETE. */
  UserStatement delete() {
    if (!words.take("FROM")) {
      throw Words.invalid("DELETE needs FROM and a table, %s.".formatted(words.here()));
    }
    List<String> table = words.path();
    String alias = alias(table);
    refuse("USING", "DELETE ... USING is not offered: a condition reads the table's own columns.");
    JsonNode tree = parser.tree("SELECT * FROM " + named(table, alias) + condition());
    UserQuery matching = parser.checked(tree);
    return new UserStatement.Delete(table, matching, condition(tree, alias));
  }

  /** Reads on behind TRUNCATE. */
  UserStatement truncate() {
    words.take("TABLE");
    List<String> table = words.path();
    words.requireEnd();
    JsonNode tree = parser.tree("SELECT * FROM " + named(table, name(table)));
    return new UserStatement.Delete(table, parser.checked(tree), condition(tree, name(table)));
  }

  /** Reads on behind UPDATE. */
  UserStatement update() {
    List<String> table = words.path();
    String alias = alias(table);
    if (!words.take("SET")) {
      throw Words.invalid("UPDATE needs SET and new values, %s.".formatted(words.here()));
    }
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    do {
      columns.add(words.name("The name of a column"));
      if (!words.takeSymbol("=")) {
        throw Words.invalid("SET needs = and a value, %s.".formatted(words.here()));
      }
      values.add(expression("A value"));
    } while (words.takeSymbol(","));
    refuse("FROM", "UPDATE ... FROM is not offered: values are made from the table's own columns.");
    JsonNode tree =
        parser.tree(
            "SELECT " + String.join(", ", values) + " FROM " + named(table, alias) + condition());
    JsonNode list = node(tree).path("select_list");
    if (list.size() != values.size()) {
      throw Words.invalid("A value of SET is not one expression.");
    }
    Map<Integer, String> parameterColumns = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).path("class").asText().equals("PARAMETER")) {
        parameterColumns.put(StatementRewriter.parameterNumber(list.get(i)), columns.get(i));
      }
    }
    UserQuery matching = parser.checked(tree);
    List<UserExpression> parsed = new ArrayList<>();
    list.forEach(value -> parsed.add(kept(value, alias)));
    return new UserStatement.Update(
        table, columns, matching, parsed, condition(tree, alias), parameterColumns);
  }

  private String alias(List<String> table) {
    if (words.take("AS")) {
      return words.name("An alias");
    }
    boolean named =
        !words.atEnd() && !BEHIND_A_TABLE.contains(words.peek().toUpperCase(Locale.ROOT));
    return named ? words.name("An alias") : name(table);
  }

  private static String name(List<String> table) {
    return table.get(table.size() - 1);
  }

  private static String named(List<String> table, String alias) {
    String path =
        table.stream().map(DuckDbDialect.INSTANCE::identifier).collect(Collectors.joining("."));
    return path + " AS " + DuckDbDialect.INSTANCE.identifier(alias);
  }

  /** The clause WHERE as it is written, or nothing; the statement ends behind it. */
  private String condition() {
    String clause = words.take("WHERE") ? " WHERE " + expression("A condition") : "";
    refuse("RETURNING", "RETURNING is not offered; ask for the rows by a SELECT before.");
    words.requireEnd();
    return clause;
  }

  /** In brackets, with the line ended that a comment may have begun. */
  private String expression(String what) {
    List<Token> expression = words.expression();
    if (expression.isEmpty()) {
      throw Words.invalid("%s is expected %s.".formatted(what, words.here()));
    }
    return "(" + words.textOf(expression) + "\n)";
  }

  private UserExpression condition(JsonNode tree, String alias) {
    JsonNode condition = node(tree).path("where_clause");
    return condition.isObject() ? kept(condition, alias) : new ParsedExpression("true");
  }

  private static JsonNode node(JsonNode tree) {
    return tree.at("/statements/0/node");
  }

  private UserExpression kept(JsonNode expression, String alias) {
    if (!expression.findValues("subquery").isEmpty()) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "A subquery in DELETE or UPDATE is not offered. Ask for its values by a SELECT, and bind them.");
    }
    if (expression.findValuesAsText("class").stream()
        .anyMatch(kind -> kind.equals("STAR") || kind.equals("WINDOW"))) {
      throw Words.invalid("DELETE and UPDATE take expressions over the values of one row.");
    }
    if (expression instanceof ObjectNode object) {
      object.put("alias", "");
    }
    unqualify(expression, alias);
    return new ParsedExpression("(" + parser.text(expression) + ")");
  }

  /** Columns by their names alone, because the relation will be called otherwise. */
  private static void unqualify(JsonNode expression, String alias) {
    if (expression instanceof ObjectNode object
        && expression.path("class").asText().equals("COLUMN_REF")) {
      List<String> names = new ArrayList<>();
      expression.path("column_names").forEach(name -> names.add(name.asText()));
      if (names.size() > 1 && names.get(0).equalsIgnoreCase(alias)) {
        ArrayNode own = object.putArray("column_names");
        names.subList(1, names.size()).forEach(own::add);
      }
    }
    expression.forEach(child -> unqualify(child, alias));
  }

  private void refuse(String keyword, String message) {
    if (words.take(keyword)) {
      throw new VaneException(ErrorCode.OPTION_UNSUPPORTED, message);
    }
  }
}
