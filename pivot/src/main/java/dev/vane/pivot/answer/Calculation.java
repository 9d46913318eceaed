package dev.vane.pivot.answer;

import dev.vane.pivot.expression.Expression;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Computes calculated measures, for all cells at once: each total from the totals of its inputs.
 * The result is FLOAT64; NULL where an input is and where a divisor is 0.
 */
final class Calculation {
  private final Map<String, CellColumn> measures;
  private final int size;

  /**
   * @param measures by alias
   * @param size how many cells there are
   */
  Calculation(Map<String, CellColumn> measures, int size) {
    this.measures = measures;
    this.size = size;
  }

  DoubleColumn evaluate(Expression expression) {
    if (expression instanceof Expression.Constant constant) {
      DoubleColumn result = new DoubleColumn(size);
      double value = constant.value().doubleValue();
      IntStream.range(0, size).forEach(cell -> result.set(cell, value));
      return result;
    }
    if (expression instanceof Expression.Reference reference) {
      return reference(reference.alias());
    }
    if (expression instanceof Expression.Negation negation) {
      return negate(evaluate(negation.operand()));
    }
    if (expression instanceof Expression.Operation operation) {
      return combine(operation.operator(), evaluate(operation.left()), evaluate(operation.right()));
    }
    Expression.Call call = (Expression.Call) expression;
    return call(call.function(), call.arguments().stream().map(this::evaluate).toList());
  }

  private DoubleColumn reference(String alias) {
    CellColumn column = measures.get(alias);
    if (column == null || !column.isNumeric()) {
      throw new VaneException(
          ErrorCode.PIVOT_INVALID,
          "A calculation names the measure %s, whose values are not numbers."
              .formatted(Names.quoted(alias)));
    }
    if (column instanceof DoubleColumn known) {
      return known;
    }
    DoubleColumn result = new DoubleColumn(size);
    for (int cell = 0; cell < size; cell++) {
      if (!column.isNull(cell)) {
        result.set(cell, column.number(cell));
      }
    }
    return result;
  }

  private DoubleColumn negate(DoubleColumn operand) {
    DoubleColumn result = new DoubleColumn(size);
    for (int cell = 0; cell < size; cell++) {
      if (!operand.isNull(cell)) {
        result.set(cell, -operand.number(cell));
      }
    }
    return result;
  }

  private DoubleColumn combine(
      Expression.Operator operator, DoubleColumn left, DoubleColumn right) {
    DoubleColumn result = new DoubleColumn(size);
    for (int cell = 0; cell < size; cell++) {
      if (left.isNull(cell) || right.isNull(cell)) {
        continue;
      }
      double first = left.number(cell);
      double second = right.number(cell);
      switch (operator) {
        case ADD -> result.set(cell, first + second);
        case SUBTRACT -> result.set(cell, first - second);
        case MULTIPLY -> result.set(cell, first * second);
        case DIVIDE -> {
          if (second != 0) {
            result.set(cell, first / second);
          }
        }
      }
    }
    return result;
  }

  private DoubleColumn call(Expression.Function function, List<DoubleColumn> arguments) {
    DoubleColumn result = new DoubleColumn(size);
    for (int cell = 0; cell < size; cell++) {
      DoubleColumn first = arguments.get(0);
      if (function == Expression.Function.COALESCE) {
        for (DoubleColumn argument : arguments) {
          if (!argument.isNull(cell)) {
            result.set(cell, argument.number(cell));
            break;
          }
        }
      } else if (function == Expression.Function.NULLIF) {
        DoubleColumn second = arguments.get(1);
        if (!first.isNull(cell)
            && (second.isNull(cell) || first.number(cell) != second.number(cell))) {
          result.set(cell, first.number(cell));
        }
      } else {
        apply(function, arguments, cell, result);
      }
    }
    return result;
  }

  private static void apply(
      Expression.Function function, List<DoubleColumn> arguments, int cell, DoubleColumn result) {
    for (DoubleColumn argument : arguments) {
      if (argument.isNull(cell)) {
        return;
      }
    }
    double value = arguments.get(0).number(cell);
    for (DoubleColumn argument : arguments.subList(1, arguments.size())) {
      value =
          function == Expression.Function.LEAST
              ? Math.min(value, argument.number(cell))
              : Math.max(value, argument.number(cell));
    }
    result.set(
        cell,
        switch (function) {
          case ABS -> Math.abs(value);
          case ROUND -> Math.copySign(Math.floor(Math.abs(value) + 0.5), value);
          case LEAST, GREATEST, COALESCE, NULLIF -> value;
        });
  }
}
