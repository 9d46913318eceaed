package dev.vane.duckdb.statement;

import dev.vane.spi.SqlQuery;
import dev.vane.spi.UserExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * A checked expression in which a placeholder stands for each parameter.
 *
 * @param text the expression
 */
record ParsedExpression(String text) implements UserExpression {
  @Override
  public SqlQuery bind(List<@Nullable Object> parameters) {
    List<@Nullable Object> values = new ArrayList<>();
    String bound =
        ParsedQuery.PLACEHOLDER
            .matcher(text)
            .replaceAll(
                found -> {
                  int number = Integer.parseInt(found.group(2));
                  values.add(ParsedQuery.plain(parameters.get(number - 1)));
                  return Matcher.quoteReplacement(
                      ParsedQuery.typed("?", parameters.get(number - 1)));
                });
    return new SqlQuery(bound, values);
  }
}
