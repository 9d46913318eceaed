package dev.vane.duckdb.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.UserQuery.Reference;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Walks a syntax tree, refuses what is not allowed, and puts a placeholder in the place of each
 * table.
 *
 * <p>The tree has four kinds of objects, told apart by their fields: queries have {@code cte_map},
 * expressions {@code class}, relations {@code alias} and {@code sample}; the rest (modifiers,
 * orders, literals) only holds others. Kinds of queries and relations are allowed by name, so what
 * a later DuckDB adds is refused until somebody has looked at it; expressions are free but for the
 * functions they call. A placeholder is a name that does not occur in the text; it carries the
 * table's name as an alias, so that columns can be named as they were.
 */
final class StatementRewriter {
  private static final Set<String> QUERIES =
      Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");
  private static final Set<String> RELATIONS =
      Set.of("JOIN", "SUBQUERY", "EMPTY", "EMPTY_FROM", "EXPRESSION_LIST", "PIVOT");
  private static final Set<String> SHOWN = Set.of("DESCRIBE", "SUMMARY");

  /**
   * A column without a name of its own.
   *
   * @param column the expression in the tree
   * @param written the expression as the client wrote it
   */
  record UnnamedColumn(ObjectNode column, JsonNode written) {}

  private final int series;
  private final Map<String, Reference> placeholders = new LinkedHashMap<>();
  private final Map<String, String> pivots = new LinkedHashMap<>();
  private final List<UnnamedColumn> unnamedColumns = new ArrayList<>();
  private int parameterCount;

  StatementRewriter(String sql) {
    String folded = sql.toLowerCase(Locale.ROOT);
    int free = 0;
    while (folded.contains(ParsedQuery.prefix(free))) {
      free++;
    }
    series = free;
  }

  void rewrite(JsonNode statement) {
    visit(statement, new Scope(null));
  }

  Map<String, Reference> placeholders() {
    return java.util.Collections.unmodifiableMap(placeholders);
  }

  /** The specs of pivots, by the placeholders that stand for them. */
  Map<String, String> pivots() {
    return java.util.Collections.unmodifiableMap(pivots);
  }

  /** Columns that DuckDB would name by their text, in which placeholders would stand. */
  List<UnnamedColumn> unnamedColumns() {
    return unnamedColumns;
  }

  int parameterCount() {
    return parameterCount;
  }

  private void visit(JsonNode node, Scope scope) {
    if (node instanceof ObjectNode object) {
      if (object.has("cte_map")) {
        query(object, scope);
      } else if (object.has("class")) {
        expression(object, scope);
      } else if (object.has("alias") && object.has("sample")) {
        relation(object, scope);
      } else {
        visitChildren(object, scope);
      }
    } else if (node.isArray()) {
      node.forEach(element -> visit(element, scope));
    }
  }

  private void visitChildren(JsonNode node, Scope scope) {
    node.forEach(child -> visit(child, scope));
  }

  private void query(ObjectNode query, Scope outer) {
    String type = query.path("type").asText();
    if (!QUERIES.contains(type)) {
      throw forbidden("A query cannot hold a statement that writes.");
    }
    query.path("select_list").forEach(this::rememberUnnamed);
    Scope scope = new Scope(outer);
    for (JsonNode expression : query.path("cte_map").path("map")) {
      // An expression sees those before it, and itself only inside of its recursive part.
      visit(expression.path("value"), scope);
      scope.defineExpression(expression.path("key").asText());
    }
    // Relations first: the other parts may name their columns by path.
    visit(query.path("from_table"), scope);
    for (Map.Entry<String, JsonNode> part : query.properties()) {
      switch (part.getKey()) {
        case "cte_map", "from_table" -> {}
        case "right" -> visit(part.getValue(), rightSide(query, scope));
        case "child" -> visit(part.getValue(), childSide(query, scope));
        default -> visit(part.getValue(), scope);
      }
    }
  }

  private void rememberUnnamed(JsonNode column) {
    if (column instanceof ObjectNode object
        && column.path("alias").asText().isEmpty()
        && (!column.findValues("subquery").isEmpty()
            || column.findValuesAsText("class").contains("PARAMETER"))) {
      unnamedColumns.add(new UnnamedColumn(object, column.deepCopy()));
    }
  }

  private static Scope rightSide(ObjectNode query, Scope scope) {
    return query.path("type").asText().equals("RECURSIVE_CTE_NODE")
        ? withExpression(scope, query.path("cte_name").asText())
        : scope;
  }

  private static Scope childSide(ObjectNode query, Scope scope) {
    return query.path("type").asText().equals("CTE_NODE")
        ? withExpression(scope, query.path("cte_name").asText())
        : scope;
  }

  private static Scope withExpression(Scope scope, String name) {
    Scope inner = new Scope(scope);
    inner.defineExpression(name);
    return inner;
  }

  private void expression(ObjectNode expression, Scope scope) {
    if (expression.hasNonNull("function_name")) {
      FunctionRules.requireAllowed(expression.path("function_name").asText());
    }
    switch (expression.path("class").asText()) {
      case "COLUMN_REF" -> ColumnPaths.rewrite(expression, scope);
      case "PARAMETER" -> parameter(expression);
      default -> visitChildren(expression, scope);
    }
  }

  /** A name stands for a parameter too, so that a value can be bound with a cast to its type. */
  private void parameter(ObjectNode parameter) {
    int number = parameterNumber(parameter);
    parameterCount = Math.max(parameterCount, number);
    parameter.put("class", "COLUMN_REF");
    parameter.put("type", "COLUMN_REF");
    parameter.remove("identifier");
    parameter.putArray("column_names").add(ParsedQuery.parameter(series, number));
  }

  static int parameterNumber(JsonNode parameter) {
    String name = parameter.path("identifier").asText();
    try {
      return Integer.parseInt(name);
    } catch (NumberFormatException named) {
      throw new VaneException(
          ErrorCode.QUERY_INVALID,
          "The parameter %s has a name; parameters are ? or $1, $2 and so on."
              .formatted(Names.quoted(name)));
    }
  }

  private void relation(ObjectNode relation, Scope scope) {
    switch (relation.path("type").asText()) {
      case "BASE_TABLE" -> table(relation, scope);
      case "TABLE_FUNCTION" -> {
        JsonNode function = relation.path("function");
        if (PivotFunction.isCall(function)) {
          String placeholder = ParsedQuery.pivot(series, pivots.size());
          pivots.put(placeholder, PivotFunction.spec(function));
          PivotFunction.replaceBy(placeholder, relation);
          return;
        }
        if (ChangesFunction.isCall(function)) {
          String placeholder = ParsedQuery.table(series, placeholders.size());
          placeholders.put(placeholder, ChangesFunction.reference(function));
          ChangesFunction.replaceBy(placeholder, relation);
          return;
        }
        FunctionRules.requireAllowedTableFunction(function.path("function_name").asText());
        visitChildren(function, scope);
      }
      case "SHOW_REF" -> {
        if (!SHOWN.contains(relation.path("show_type").asText())
            || !relation.path("query").isObject()) {
          throw forbidden("Only DESCRIBE and SUMMARIZE of a query or a table can be run here.");
        }
        visitChildren(relation, scope);
      }
      default -> {
        if (!RELATIONS.contains(relation.path("type").asText())) {
          throw forbidden("A query reads tables, subqueries and lists of values only.");
        }
        visitChildren(relation, scope);
      }
    }
  }

  private void table(ObjectNode table, Scope scope) {
    TableName name = TableName.of(table);
    if (name.path().size() == 1
        && table.path("at_clause").isNull()
        && scope.isExpression(name.last())) {
      return;
    }
    String placeholder = ParsedQuery.table(series, placeholders.size());
    placeholders.put(placeholder, name.reference());
    if (table.path("alias").asText().isEmpty()) {
      table.put("alias", name.defineIn(scope));
    }
    TableName.put(placeholder, table);
  }

  private static VaneException forbidden(String message) {
    return new VaneException(ErrorCode.QUERY_FORBIDDEN, message);
  }
}
