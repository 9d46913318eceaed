package dev.vane.duckdb.statement;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.UserQuery;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A checked statement in which a placeholder stands for each table.
 *
 * @param text the statement
 * @param placeholders what each placeholder stands for; none occurs in what the client wrote
 * @param parameterCount how many values it takes
 */
record ParsedQuery(String text, Map<String, Reference> placeholders, int parameterCount)
    implements UserQuery {
  private static final Pattern PLACEHOLDER = Pattern.compile("vane_table_[0-9]+_[0-9]+_end");

  static String placeholder(int series, int number) {
    return "vane_table_" + series + "_" + number + "_end";
  }

  @Override
  public List<Reference> references() {
    return placeholders.values().stream().distinct().toList();
  }

  @Override
  public SqlQuery bind(Function<Reference, Relation> relations, List<@Nullable Object> parameters) {
    if (parameters.size() != parameterCount) {
      throw new VaneException(
          ErrorCode.QUERY_INVALID,
          "The query has %d parameters and %d values were sent."
              .formatted(parameterCount, parameters.size()));
    }
    String bound =
        PLACEHOLDER
            .matcher(text)
            .replaceAll(
                found -> {
                  Reference reference = placeholders.get(found.group());
                  return Matcher.quoteReplacement(
                      reference == null ? found.group() : relations.apply(reference).sql());
                });
    return new SqlQuery(bound, parameters);
  }
}
