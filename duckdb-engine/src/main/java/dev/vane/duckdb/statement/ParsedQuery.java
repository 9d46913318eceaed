package dev.vane.duckdb.statement;

import dev.vane.duckdb.types.ColumnTypes;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.TypedText;
import dev.vane.spi.UserQuery;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A checked statement in which a placeholder stands for each table, pivot and parameter.
 *
 * @param text the statement
 * @param tables what the placeholders of tables stand for; no placeholder occurs in what the client
 *     wrote
 * @param pivotSpecs what the placeholders of pivots stand for
 * @param parameterCount how many values it takes
 */
record ParsedQuery(
    String text, Map<String, Reference> tables, Map<String, String> pivotSpecs, int parameterCount)
    implements UserQuery {
  static final Pattern PLACEHOLDER =
      Pattern.compile("vane_[0-9]+_(table|pivot|parameter)_([0-9]+)_end");
  private static final String PARAMETER = "parameter";

  /** What every placeholder of a series begins with. */
  static String prefix(int series) {
    return "vane_" + series + "_";
  }

  static String table(int series, int number) {
    return placeholder(series, "table", number);
  }

  static String pivot(int series, int number) {
    return placeholder(series, "pivot", number);
  }

  static String parameter(int series, int number) {
    return placeholder(series, PARAMETER, number);
  }

  private static String placeholder(int series, String kind, int number) {
    return prefix(series) + kind + "_" + number + "_end";
  }

  @Override
  public List<Reference> references() {
    return tables.values().stream().distinct().toList();
  }

  @Override
  public List<String> pivots() {
    return pivotSpecs.values().stream().distinct().toList();
  }

  @Override
  public SqlQuery bind(
      Function<Reference, Relation> relations,
      Function<String, SqlQuery> pivotQueries,
      List<@Nullable Object> parameters) {
    if (parameters.size() != parameterCount) {
      throw new VaneException(
          ErrorCode.QUERY_INVALID,
          "The query has %d parameters and %d values were sent."
              .formatted(parameterCount, parameters.size()));
    }
    List<@Nullable Object> values = new ArrayList<>();
    parameters.forEach(value -> values.add(plain(value)));
    String bound =
        PLACEHOLDER
            .matcher(text)
            .replaceAll(
                found -> {
                  Reference reference = tables.get(found.group());
                  String spec = pivotSpecs.get(found.group());
                  return Matcher.quoteReplacement(
                      reference != null
                          ? relations.apply(reference).sql()
                          : spec != null
                              ? numbered(pivotQueries.apply(spec), values)
                              : value(found, parameters));
                });
    return new SqlQuery(bound, values);
  }

  private static String value(MatchResult found, List<@Nullable Object> parameters) {
    if (!found.group(1).equals(PARAMETER)) {
      return found.group();
    }
    int number = Integer.parseInt(found.group(2));
    return typed("$" + number, parameters.get(number - 1));
  }

  /** What is bound for a value. */
  static @Nullable Object plain(@Nullable Object value) {
    return value instanceof TypedText text ? text.text() : value;
  }

  /** A parameter, cast to the type of its value where the text alone does not tell it. */
  static String typed(String parameter, @Nullable Object value) {
    if (!(value instanceof TypedText text)) {
      return parameter;
    }
    return "CAST(%s AS %s)"
        .formatted(
            text.json() ? "CAST(" + parameter + " AS JSON)" : parameter,
            ColumnTypes.of(text.type()));
  }

  /** A query in brackets, its values added to those of the statement. */
  private static String numbered(SqlQuery query, List<@Nullable Object> values) {
    StringBuilder numbered = new StringBuilder("(");
    int copied = 0;
    int taken = 0;
    for (Token token : Lexer.read(query.text())) {
      if (token.isSymbol("?")) {
        values.add(query.parameters().get(taken++));
        numbered.append(query.text(), copied, token.start()).append('$').append(values.size());
        copied = token.end();
      }
    }
    numbered.append(query.text(), copied, query.text().length());
    return numbered.append(')').toString();
  }
}
