package dev.vane.pivot.expression;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a calculated measure computes from the other measures of a cell. */
public sealed interface Expression {
  /** A number. */
  record Constant(BigDecimal value) implements Expression {}

  /** The value of a measure of the same cell. */
  record Reference(String alias) implements Expression {}

  /** The value with its sign turned. */
  record Negation(Expression operand) implements Expression {}

  /** Two values combined; NULL where one is, and where a divisor is 0. */
  record Operation(Operator operator, Expression left, Expression right) implements Expression {}

  /** A function of values. */
  record Call(Function function, List<Expression> arguments) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** How two values are combined. */
  enum Operator {
    ADD('+', 1),
    SUBTRACT('-', 1),
    MULTIPLY('*', 2),
    DIVIDE('/', 2);

    private final char symbol;
    private final int strength;

    Operator(char symbol, int strength) {
      this.symbol = symbol;
      this.strength = strength;
    }

    char symbol() {
      return symbol;
    }

    int strength() {
      return strength;
    }
  }

  /** The functions, by the names that clients write. */
  enum Function {
    /** Without the sign. */
    ABS("abs", 1, 1),
    /** The nearest whole number, halves away from 0. */
    ROUND("round", 1, 1),
    /** The least; NULL where one is. */
    LEAST("least", 1, 16),
    /** The greatest; NULL where one is. */
    GREATEST("greatest", 1, 16),
    /** The first that is not NULL. */
    COALESCE("coalesce", 1, 16),
    /** The first, or NULL where it equals the second. */
    NULLIF("nullif", 2, 2);

    private final String text;
    private final int least;
    private final int most;

    Function(String text, int least, int most) {
      this.text = text;
      this.least = least;
      this.most = most;
    }

    public String text() {
      return text;
    }

    int least() {
      return least;
    }

    int most() {
      return most;
    }
  }

  /** The measures that it refers to. */
  default Set<String> references() {
    Set<String> found = new LinkedHashSet<>();
    collect(this, found);
    return found;
  }

  private static void collect(Expression expression, Set<String> found) {
    if (expression instanceof Reference reference) {
      found.add(reference.alias());
    } else if (expression instanceof Negation negation) {
      collect(negation.operand(), found);
    } else if (expression instanceof Operation operation) {
      collect(operation.left(), found);
      collect(operation.right(), found);
    } else if (expression instanceof Call call) {
      call.arguments().forEach(argument -> collect(argument, found));
    }
  }

  /** The expression as text that reads back as the same expression. */
  default String text() {
    if (this instanceof Constant constant) {
      return constant.value().toPlainString();
    }
    if (this instanceof Reference reference) {
      return '"' + reference.alias().replace("\"", "\"\"") + '"';
    }
    if (this instanceof Negation negation) {
      return "(-" + negation.operand().text() + ")";
    }
    if (this instanceof Operation operation) {
      return "("
          + operation.left().text()
          + " "
          + operation.operator().symbol()
          + " "
          + operation.right().text()
          + ")";
    }
    Call call = (Call) this;
    return call.function().text()
        + call.arguments().stream()
            .map(Expression::text)
            .collect(java.util.stream.Collectors.joining(", ", "(", ")"));
  }
}
