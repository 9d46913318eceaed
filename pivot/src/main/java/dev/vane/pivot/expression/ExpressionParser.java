package dev.vane.pivot.expression;

import dev.vane.pivot.expression.Expression.Function;
import dev.vane.pivot.expression.Expression.Operator;
import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads an expression: numbers, measures by alias (in double quotes where the alias is no plain
 * word), {@code + - * /}, parentheses and functions. Not for several threads.
 */
public final class ExpressionParser {
  private static final int MAX_CHARACTERS = 10_000;
  private static final int MAX_DEPTH = 64;

  private final String text;
  private final JsonPath path;
  private int position;
  private int depth;

  private ExpressionParser(String text, JsonPath path) {
    this.text = text;
    this.path = path;
  }

  /**
   * Reads a text.
   *
   * @throws VaneException {@link ErrorCode#PIVOT_INVALID} with the place of what is wrong
   */
  public static Expression parse(String text, JsonPath path) {
    if (text.length() > MAX_CHARACTERS) {
      throw path.problem(
          ErrorCode.PIVOT_INVALID,
          "has %d characters; an expression has at most %d"
              .formatted(text.length(), MAX_CHARACTERS));
    }
    ExpressionParser parser = new ExpressionParser(text, path);
    Expression expression = parser.operations(1);
    if (!parser.atEnd()) {
      throw parser.problem("goes on where it should have ended");
    }
    return expression;
  }

  private Expression operations(int strength) {
    if (strength > 2) {
      return operand();
    }
    Expression left = operations(strength + 1);
    Optional<Operator> operator = operator(strength);
    while (operator.isPresent()) {
      position++;
      left = new Expression.Operation(operator.get(), left, operations(strength + 1));
      operator = operator(strength);
    }
    return left;
  }

  private Optional<Operator> operator(int strength) {
    if (atEnd()) {
      return Optional.empty();
    }
    char next = text.charAt(position);
    return Arrays.stream(Operator.values())
        .filter(operator -> operator.symbol() == next && operator.strength() == strength)
        .findFirst();
  }

  private Expression operand() {
    if (atEnd()) {
      throw problem("ends where a number, a measure or a parenthesis should follow");
    }
    if (++depth > MAX_DEPTH) {
      throw problem("is nested deeper than %d levels".formatted(MAX_DEPTH));
    }
    Expression operand = read(text.charAt(position));
    depth--;
    return operand;
  }

  private Expression read(char next) {
    if (next == '-') {
      position++;
      return new Expression.Negation(operand());
    }
    if (next == '(') {
      position++;
      Expression inner = operations(1);
      expect(')');
      return inner;
    }
    if (next == '"') {
      return new Expression.Reference(quoted());
    }
    if (isDigit(next) || next == '.') {
      return number();
    }
    if (isWordStart(next)) {
      String word = word();
      return !atEnd() && text.charAt(position) == '(' ? call(word) : new Expression.Reference(word);
    }
    throw problem("has " + Names.quoted(String.valueOf(next)) + ", which means nothing there");
  }

  private Expression call(String word) {
    List<String> valid = Arrays.stream(Function.values()).map(Function::text).toList();
    Function function =
        Arrays.stream(Function.values())
            .filter(candidate -> candidate.text().equals(word.toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () ->
                    path.problem(
                        ErrorCode.PIVOT_INVALID,
                        "has the unknown function "
                            + Names.quoted(word)
                            + "."
                            + Suggestions.hint(word, valid)));
    position++;
    List<Expression> arguments = new ArrayList<>();
    do {
      arguments.add(operations(1));
    } while (skip(','));
    expect(')');
    if (arguments.size() < function.least() || arguments.size() > function.most()) {
      throw problem(
          "gives '%s' %d values; it takes %s"
              .formatted(
                  function.text(),
                  arguments.size(),
                  function.least() == function.most()
                      ? Integer.toString(function.least())
                      : function.least() + " to " + function.most()));
    }
    return new Expression.Call(function, arguments);
  }

  private String quoted() {
    StringBuilder name = new StringBuilder();
    position++;
    while (position < text.length()) {
      char next = text.charAt(position++);
      if (next != '"') {
        name.append(next);
      } else if (position < text.length() && text.charAt(position) == '"') {
        name.append('"');
        position++;
      } else {
        return name.toString();
      }
    }
    throw problem("has a quoted name without its end");
  }

  private Expression number() {
    int from = position;
    while (position < text.length()
        && (isDigit(text.charAt(position)) || text.charAt(position) == '.')) {
      position++;
    }
    try {
      return new Expression.Constant(new BigDecimal(text.substring(from, position)));
    } catch (NumberFormatException e) {
      throw problem("has a number that is none");
    }
  }

  private String word() {
    int from = position;
    while (position < text.length()
        && (isWordStart(text.charAt(position)) || isDigit(text.charAt(position)))) {
      position++;
    }
    return text.substring(from, position);
  }

  private boolean atEnd() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    return position == text.length();
  }

  private boolean skip(char expected) {
    if (!atEnd() && text.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(char expected) {
    if (!skip(expected)) {
      throw problem("lacks " + Names.quoted(String.valueOf(expected)));
    }
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isWordStart(char character) {
    return character == '_' || Character.isLetter(character);
  }

  private VaneException problem(String what) {
    return path.problem(
        ErrorCode.PIVOT_INVALID, what + " (at character %d)".formatted(position + 1));
  }
}
