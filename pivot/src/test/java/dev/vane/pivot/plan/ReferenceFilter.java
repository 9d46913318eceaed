package dev.vane.pivot.plan;

import dev.vane.pivot.filter.Filter;
import dev.vane.pivot.json.Literal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Conditions over rows in memory, by the contract's definitions. */
final class ReferenceFilter {
  private ReferenceFilter() {}

  static boolean all(List<Filter> filters, Map<String, @Nullable Object> row) {
    return filters.stream().allMatch(filter -> matches(filter, row));
  }

  static boolean matches(Filter filter, Map<String, @Nullable Object> row) {
    if (filter instanceof Filter.And and) {
      return all(and.conditions(), row);
    }
    if (filter instanceof Filter.Or or) {
      return or.conditions().stream().anyMatch(condition -> matches(condition, row));
    }
    if (filter instanceof Filter.Not not) {
      return !matches(not.condition(), row);
    }
    Filter.Comparison comparison = (Filter.Comparison) filter;
    return compare(comparison, row.get(comparison.field()));
  }

  private static boolean compare(Filter.Comparison comparison, @Nullable Object value) {
    if (comparison.ignoresCase() && value instanceof String written) {
      return compare(
          new Filter.Comparison(
              comparison.field(),
              comparison.operator(),
              comparison.values().stream().map(ReferenceFilter::lower).toList(),
              false),
          written.toLowerCase(Locale.ROOT));
    }
    List<Literal> literals = comparison.values();
    return switch (comparison.operator()) {
      case IS_NULL -> value == null;
      case IS_NOT_NULL -> value != null;
      case EQUAL -> same(value, literals.get(0));
      case NOT_EQUAL -> !same(value, literals.get(0));
      case IN -> literals.stream().anyMatch(literal -> same(value, literal));
      case NOT_IN -> literals.stream().noneMatch(literal -> same(value, literal));
      case LESS -> value != null && Values.compare(value, literals.get(0)) < 0;
      case LESS_OR_EQUAL -> value != null && Values.compare(value, literals.get(0)) <= 0;
      case GREATER -> value != null && Values.compare(value, literals.get(0)) > 0;
      case GREATER_OR_EQUAL -> value != null && Values.compare(value, literals.get(0)) >= 0;
      case BETWEEN ->
          value != null
              && Values.compare(value, literals.get(0)) >= 0
              && Values.compare(value, literals.get(1)) <= 0;
      case STARTS_WITH -> value != null && ((String) value).startsWith(text(literals));
      case ENDS_WITH -> value != null && ((String) value).endsWith(text(literals));
      case CONTAINS -> value != null && ((String) value).contains(text(literals));
      case LIKE -> value != null && like((String) value, text(literals));
      case ILIKE ->
          value != null
              && like(
                  ((String) value).toLowerCase(Locale.ROOT),
                  text(literals).toLowerCase(Locale.ROOT));
    };
  }

  private static Literal lower(Literal literal) {
    return literal instanceof Literal.Text text
        ? new Literal.Text(text.value().toLowerCase(Locale.ROOT))
        : literal;
  }

  private static boolean same(@Nullable Object value, Literal literal) {
    if (value == null || literal instanceof Literal.Null) {
      return value == null && literal instanceof Literal.Null;
    }
    return Values.compare(value, literal) == 0;
  }

  private static String text(List<Literal> literals) {
    return ((Literal.Text) literals.get(0)).value();
  }

  private static boolean like(String value, String pattern) {
    StringBuilder regex = new StringBuilder();
    pattern
        .codePoints()
        .forEach(
            point ->
                regex.append(
                    point == '%'
                        ? ".*"
                        : point == '_' ? "." : Pattern.quote(Character.toString(point))));
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(value).matches();
  }
}
