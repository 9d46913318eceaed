package dev.vane.pivot.plan;

import dev.vane.pivot.expression.Expression;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Calculations as SQL over cells. Each step of an expression is a column of its own, those of one
 * height in one subquery, so that the statement grows with the expression and not with how often a
 * step uses another. Not for several threads.
 */
final class ExpressionSql {
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Integer> heights = new HashMap<>();
  private final List<List<String>> steps = new ArrayList<>();
  private int count;

  /** A step's column and how many steps stand below it. */
  private record Step(String name, int height) {}

  /** Makes a column known under an alias. */
  void name(String alias, String column) {
    names.put(alias, column);
  }

  /** The column of a measure. */
  String column(String alias) {
    String name = names.get(alias);
    if (name == null) {
      throw new IllegalArgumentException(alias);
    }
    return name;
  }

  /** Adds a calculation; what it refers to has been added. */
  void add(String alias, Expression expression) {
    Step step = step(expression);
    names.put(alias, step.name());
    heights.put(alias, step.height());
  }

  /** The cells with all columns that were added. */
  SqlQuery over(SqlQuery cells, Dialect dialect) {
    SqlQuery query = cells;
    for (int height = 0; height < steps.size(); height++) {
      String alias = "height" + height;
      query =
          new SqlBuilder(dialect)
              .sql("SELECT " + alias + ".*, " + String.join(", ", steps.get(height)) + " FROM (")
              .query(query)
              .sql(") AS " + alias)
              .build();
    }
    return query;
  }

  private Step step(Expression expression) {
    if (expression instanceof Expression.Constant constant) {
      return put(number(constant.value().toPlainString()), List.of());
    }
    if (expression instanceof Expression.Reference reference) {
      Step known = new Step(column(reference.alias()), heights.getOrDefault(reference.alias(), 0));
      return put(number(known.name()), List.of(known));
    }
    if (expression instanceof Expression.Negation negation) {
      Step operand = step(negation.operand());
      return put("-" + operand.name(), List.of(operand));
    }
    if (expression instanceof Expression.Operation operation) {
      Step left = step(operation.left());
      Step right = step(operation.right());
      String sql =
          switch (operation.operator()) {
            case ADD -> left.name() + " + " + right.name();
            case SUBTRACT -> left.name() + " - " + right.name();
            case MULTIPLY -> left.name() + " * " + right.name();
            case DIVIDE -> left.name() + " / NULLIF(" + right.name() + ", 0)";
          };
      return put(sql, List.of(left, right));
    }
    Expression.Call call = (Expression.Call) expression;
    List<Step> arguments = call.arguments().stream().map(this::step).toList();
    return put(call(call.function(), arguments.stream().map(Step::name).toList()), arguments);
  }

  private static String call(Expression.Function function, List<String> arguments) {
    String first = arguments.get(0);
    String all = String.join(", ", arguments);
    return switch (function) {
      case ABS -> "ABS(" + first + ")";
      case ROUND ->
          "CASE WHEN %1$s < 0 THEN -FLOOR(0.5 - %1$s) ELSE FLOOR(%1$s + 0.5) END".formatted(first);
      case LEAST -> whereAllAre(arguments, "LEAST(" + all + ")");
      case GREATEST -> whereAllAre(arguments, "GREATEST(" + all + ")");
      case COALESCE -> "COALESCE(" + all + ")";
      case NULLIF -> "NULLIF(" + all + ")";
    };
  }

  private static String whereAllAre(List<String> arguments, String value) {
    return arguments.stream()
        .map(argument -> argument + " IS NOT NULL")
        .collect(Collectors.joining(" AND ", "CASE WHEN ", " THEN " + value + " END"));
  }

  private Step put(String sql, List<Step> below) {
    int height = below.stream().mapToInt(Step::height).max().orElse(0);
    while (steps.size() <= height) {
      steps.add(new ArrayList<>());
    }
    String name = "x" + count++;
    steps.get(height).add("(" + sql + ") AS " + name);
    return new Step(name, height + 1);
  }

  private static String number(String expression) {
    return "CAST(" + expression + " AS DOUBLE PRECISION)";
  }
}
