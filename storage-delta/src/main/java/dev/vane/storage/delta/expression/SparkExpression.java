package dev.vane.storage.delta.expression;

import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.Sql;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Translates an expression over a table's columns into the engine's SQL.
 *
 * <p>Only what means the same in both dialects is taken: plain columns and literals; comparisons of
 * values of one kind; AND, OR, NOT, IN, BETWEEN, LIKE, IS NULL; sums and products of whole and
 * floating numbers; parts of dates, {@code length}, {@code substring}, {@code coalesce}, {@code
 * abs} and CAST to DATE. Instants are taken apart in UTC. Casts that a comparison of two kinds
 * would need, division, escapes in literals and all other functions are left out, because the
 * dialects differ over them.
 */
public final class SparkExpression {
  private static final Set<String> PARTS =
      Set.of("YEAR", "MONTH", "DAY", "DAYOFMONTH", "HOUR", "MINUTE");
  private static final Set<String> TIMES = Set.of("HOUR", "MINUTE");

  private final Tokens tokens;
  private final DeltaType.Struct columns;
  private final BiFunction<String, DeltaType, String> source;

  private SparkExpression(
      String text, DeltaType.Struct columns, BiFunction<String, DeltaType, String> source) {
    this.tokens = new Tokens(text);
    this.columns = columns;
    this.source = source;
  }

  /** A translated part. */
  private record Part(String sql, Kind kind) {}

  /**
   * A condition.
   *
   * @param source the SQL of a column, by its name and type
   * @return empty when it is outside of what is translated
   */
  public static Optional<String> condition(
      String text, DeltaType.Struct columns, BiFunction<String, DeltaType, String> source) {
    return translate(text, columns, source)
        .filter(part -> part.kind() == Kind.BOOLEAN)
        .map(Part::sql);
  }

  /**
   * A value of a type.
   *
   * @param source the SQL of a column, by its name and type
   * @return empty when it is outside of what is translated
   */
  public static Optional<String> value(
      String text,
      DeltaType type,
      DeltaType.Struct columns,
      BiFunction<String, DeltaType, String> source) {
    Optional<Kind> wanted = Kind.of(type);
    return translate(text, columns, source)
        .filter(part -> wanted.filter(kind -> kind == part.kind()).isPresent())
        .map(part -> "CAST(" + part.sql() + " AS " + type.sql() + ")");
  }

  private static Optional<Part> translate(
      String text, DeltaType.Struct columns, BiFunction<String, DeltaType, String> source) {
    try {
      SparkExpression expression = new SparkExpression(text, columns, source);
      Part part = expression.or();
      return expression.tokens.peek().type() == Tokens.Type.END
          ? Optional.of(part)
          : Optional.empty();
    } catch (UntranslatableException e) {
      return Optional.empty();
    }
  }

  private Part or() {
    Part left = and();
    while (tokens.word("OR")) {
      left = logical(left, "OR", and());
    }
    return left;
  }

  private Part and() {
    Part left = not();
    while (tokens.word("AND")) {
      left = logical(left, "AND", not());
    }
    return left;
  }

  private Part logical(Part left, String operator, Part right) {
    Tokens.require(left.kind().compares(Kind.BOOLEAN) && right.kind().compares(Kind.BOOLEAN));
    return new Part("(%s %s %s)".formatted(left.sql(), operator, right.sql()), Kind.BOOLEAN);
  }

  private Part not() {
    if (!tokens.word("NOT")) {
      return comparison();
    }
    Part operand = not();
    Tokens.require(operand.kind().compares(Kind.BOOLEAN));
    return new Part("(NOT " + operand.sql() + ")", Kind.BOOLEAN);
  }

  private Part comparison() {
    Part left = sum();
    for (String sign : new String[] {"=", "==", "<>", "!=", "<", "<=", ">", ">="}) {
      if (tokens.sign(sign)) {
        return compared(left, sign.equals("==") ? "=" : sign.equals("!=") ? "<>" : sign, sum());
      }
    }
    if (tokens.sign("<=>")) {
      return compared(left, "IS NOT DISTINCT FROM", sum());
    }
    if (tokens.word("IS")) {
      boolean negated = tokens.word("NOT");
      Tokens.require(tokens.word("NULL"));
      return new Part("(%s IS %sNULL)".formatted(left.sql(), negated ? "NOT " : ""), Kind.BOOLEAN);
    }
    boolean negated = tokens.word("NOT");
    Optional<Part> found = member(left);
    Tokens.require(found.isPresent() || !negated);
    return found
        .map(part -> negated ? new Part("(NOT " + part.sql() + ")", Kind.BOOLEAN) : part)
        .orElse(left);
  }

  private Optional<Part> member(Part left) {
    if (tokens.word("IN")) {
      Tokens.require(tokens.sign("("));
      StringBuilder list = new StringBuilder(comparable(left, sum()));
      while (tokens.sign(",")) {
        list.append(", ").append(comparable(left, sum()));
      }
      Tokens.require(tokens.sign(")"));
      return Optional.of(new Part("(%s IN (%s))".formatted(left.sql(), list), Kind.BOOLEAN));
    }
    if (tokens.word("BETWEEN")) {
      String least = comparable(left, sum());
      Tokens.require(tokens.word("AND"));
      String greatest = comparable(left, sum());
      return Optional.of(
          new Part("(%s BETWEEN %s AND %s)".formatted(left.sql(), least, greatest), Kind.BOOLEAN));
    }
    if (tokens.word("LIKE")) {
      Tokens.Token pattern = tokens.take();
      Tokens.require(left.kind() == Kind.TEXT && pattern.type() == Tokens.Type.TEXT);
      return Optional.of(
          new Part("(%s LIKE %s)".formatted(left.sql(), Sql.text(pattern.text())), Kind.BOOLEAN));
    }
    return Optional.empty();
  }

  private Part compared(Part left, String operator, Part right) {
    return new Part(
        "(%s %s %s)".formatted(left.sql(), operator, comparable(left, right)), Kind.BOOLEAN);
  }

  private String comparable(Part left, Part right) {
    Tokens.require(left.kind().compares(right.kind()));
    return right.sql();
  }

  private Part sum() {
    Part left = product();
    while (true) {
      String sign = tokens.sign("+") ? "+" : tokens.sign("-") ? "-" : "";
      if (sign.isEmpty()) {
        return left;
      }
      left = computed(left, sign, product());
    }
  }

  private Part product() {
    Part left = unary();
    while (true) {
      if (tokens.sign("*")) {
        left = computed(left, "*", unary());
      } else if (tokens.sign("%")) {
        Part right = unary();
        Tokens.require(left.kind() == Kind.WHOLE && right.kind() == Kind.WHOLE);
        left = new Part("(%s %% %s)".formatted(left.sql(), right.sql()), Kind.WHOLE);
      } else {
        return left;
      }
    }
  }

  /** Decimals are left out: the dialects give results of different scales. */
  private Part computed(Part left, String sign, Part right) {
    Tokens.require(isComputable(left.kind()) && isComputable(right.kind()));
    return new Part(
        "(%s %s %s)".formatted(left.sql(), sign, right.sql()),
        left.kind() == Kind.WHOLE && right.kind() == Kind.WHOLE ? Kind.WHOLE : Kind.FLOATING);
  }

  private static boolean isComputable(Kind kind) {
    return kind == Kind.WHOLE || kind == Kind.FLOATING;
  }

  private Part unary() {
    if (!tokens.sign("-")) {
      return primary();
    }
    Part operand = unary();
    Tokens.require(operand.kind().isNumber());
    return new Part("(-" + operand.sql() + ")", operand.kind());
  }

  private Part primary() {
    if (tokens.sign("(")) {
      Part inner = or();
      Tokens.require(tokens.sign(")"));
      return inner;
    }
    Tokens.Token token = tokens.take();
    return switch (token.type()) {
      case NUMBER -> new Part(token.text(), token.text().contains(".") ? Kind.DECIMAL : Kind.WHOLE);
      case TEXT -> new Part(Sql.text(token.text()), Kind.TEXT);
      case QUOTED -> column(token.text());
      case WORD -> word(token.text());
      case SIGN, END -> throw new UntranslatableException();
    };
  }

  private Part word(String word) {
    String upper = word.toUpperCase(Locale.ROOT);
    if (tokens.sign("(")) {
      Part result = function(upper);
      Tokens.require(tokens.sign(")"));
      return result;
    }
    return switch (upper) {
      case "TRUE", "FALSE" -> new Part(upper, Kind.BOOLEAN);
      case "NULL" -> new Part(upper, Kind.NOTHING);
      default ->
          upper.equals("DATE") && tokens.peek().type() == Tokens.Type.TEXT
              ? date(tokens.take().text())
              : column(word);
    };
  }

  private Part date(String text) {
    Tokens.require(text.matches("\\d{4}-\\d{2}-\\d{2}"));
    return new Part("DATE " + Sql.text(text), Kind.DATE);
  }

  /** Spark finds columns ignoring case. */
  private Part column(String name) {
    return columns.fields().stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .findFirst()
        .flatMap(
            field ->
                Kind.of(field.type())
                    .map(
                        kind -> {
                          String sql = source.apply(field.name(), field.type());
                          // The engine would compare floats with literals as floats.
                          return new Part(
                              kind == Kind.FLOATING ? "CAST(" + sql + " AS DOUBLE)" : sql, kind);
                        }))
        .orElseThrow(UntranslatableException::new);
  }

  private Part function(String name) {
    if (name.equals("CAST")) {
      Part operand = or();
      Tokens.require(tokens.word("AS") && tokens.word("DATE"));
      return new Part("CAST(" + local(operand) + " AS DATE)", Kind.DATE);
    }
    Part first = or();
    if (PARTS.contains(name)) {
      Tokens.require(first.kind() != Kind.DATE || !TIMES.contains(name));
      return new Part(
          "CAST(%s(%s) AS INTEGER)".formatted(name.toLowerCase(Locale.ROOT), local(first)),
          Kind.WHOLE);
    }
    return switch (name) {
      case "LENGTH", "CHAR_LENGTH" -> {
        Tokens.require(first.kind() == Kind.TEXT);
        yield new Part("CAST(length(" + first.sql() + ") AS INTEGER)", Kind.WHOLE);
      }
      case "ABS" -> {
        Tokens.require(isComputable(first.kind()));
        yield new Part("abs(" + first.sql() + ")", first.kind());
      }
      case "SUBSTRING", "SUBSTR" -> substring(first);
      case "COALESCE" -> coalesce(first);
      default -> throw new UntranslatableException();
    };
  }

  /** Characters from a place on that is counted from 1; other places mean different things. */
  private Part substring(Part text) {
    Tokens.require(text.kind() == Kind.TEXT && tokens.sign(","));
    Tokens.Token start = tokens.take();
    Tokens.require(start.type() == Tokens.Type.NUMBER && start.text().matches("[1-9]\\d{0,8}"));
    Tokens.require(tokens.sign(","));
    Tokens.Token length = tokens.take();
    Tokens.require(length.type() == Tokens.Type.NUMBER && length.text().matches("\\d{1,9}"));
    return new Part(
        "substring(%s, %s, %s)".formatted(text.sql(), start.text(), length.text()), Kind.TEXT);
  }

  private Part coalesce(Part first) {
    StringBuilder arguments = new StringBuilder(first.sql());
    while (tokens.sign(",")) {
      Part next = or();
      Tokens.require(next.kind() == first.kind());
      arguments.append(", ").append(next.sql());
    }
    return new Part("coalesce(" + arguments + ")", first.kind());
  }

  /** What a date or a time is taken apart from. */
  private String local(Part operand) {
    Tokens.require(
        operand.kind() == Kind.DATE
            || operand.kind() == Kind.TIMESTAMP
            || operand.kind() == Kind.LOCAL);
    return operand.kind() == Kind.TIMESTAMP
        ? "(" + operand.sql() + " AT TIME ZONE 'UTC')"
        : operand.sql();
  }
}
