package dev.vane.duckdb.sql;

import dev.vane.spi.Dialect;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.vector.types.TimeUnit;

/** DuckDB's way of quoting, its types and its functions. */
public enum DuckDbDialect implements Dialect {
  INSTANCE;

  @Override
  public String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public String nanosecondType(NanosecondType type) {
    return switch (type) {
      case TIME -> "TIME_NS";
      case TIMESTAMP -> "TIMESTAMP_NS";
      case INSTANT -> "TIMESTAMPTZ_NS";
    };
  }

  @Override
  public String timestampType(TimeUnit unit, boolean instant) {
    return switch (unit) {
      case SECOND -> instant ? "TIMESTAMPTZ" : "TIMESTAMP_S";
      case MILLISECOND -> instant ? "TIMESTAMPTZ" : "TIMESTAMP_MS";
      case MICROSECOND -> instant ? "TIMESTAMPTZ" : "TIMESTAMP";
      case NANOSECOND -> instant ? "TIMESTAMPTZ_NS" : "TIMESTAMP_NS";
    };
  }

  @Override
  public String microseconds(String time, TimeUnit unit) {
    // EPOCH_US of nanoseconds would round towards 1970, and is not there for instants.
    return unit == TimeUnit.NANOSECOND
        ? "((EPOCH_NS(%1$s) - ((EPOCH_NS(%1$s) %% 1000) + 1000) %% 1000) // 1000)".formatted(time)
        : "EPOCH_US(" + time + ")";
  }

  @Override
  public String timestamp(String microseconds) {
    return "MAKE_TIMESTAMP(" + microseconds + ")";
  }

  @Override
  public String instant(String microseconds) {
    return "MAKE_TIMESTAMPTZ(" + microseconds + ")";
  }

  @Override
  public String truncate(Period period, String timestamp) {
    return "DATE_TRUNC('" + period.name().toLowerCase(Locale.ROOT) + "', " + timestamp + ")";
  }

  @Override
  public String likeInAnyCase(String text, String pattern) {
    return text + " ILIKE " + pattern;
  }

  @Override
  public String startsWith(String text, String beginning) {
    return "STARTS_WITH(" + text + ", " + beginning + ")";
  }

  @Override
  public String endsWith(String text, String end) {
    return "ENDS_WITH(" + text + ", " + end + ")";
  }

  @Override
  public String contains(String text, String part) {
    return "CONTAINS(" + text + ", " + part + ")";
  }

  @Override
  public String wideInteger(String integer) {
    // SUM of any integer is a HUGEINT already, and reads narrow ones faster.
    return integer;
  }

  @Override
  public String percentile(String number, String fraction) {
    return "QUANTILE_CONT(" + number + ", " + fraction + ")";
  }

  @Override
  public String approximatePercentile(String number, String fraction) {
    return "APPROX_QUANTILE(" + number + ", " + fraction + ")";
  }

  @Override
  public String approximateCountDistinct(String value) {
    return "APPROX_COUNT_DISTINCT(" + value + ")";
  }

  @Override
  public String sampleVariance(String number) {
    return "VAR_SAMP(" + number + ")";
  }

  @Override
  public String pick(String value, List<String> order, boolean last) {
    return (last ? "ARG_MAX(" : "ARG_MIN(") + value + ", " + order(value, order) + ")";
  }

  @Override
  public String firstValues(String value, List<String> order, long count) {
    return "ARG_MIN(" + value + ", " + order(value, order) + ", " + count + ")";
  }

  @Override
  public String join(String list, String separator) {
    return "ARRAY_TO_STRING(" + list + ", " + separator + ")";
  }

  /** The order as one value that is NULL where the row does not count. */
  private static String order(String value, List<String> order) {
    if (order.size() == 1) {
      return order.get(0);
    }
    return "CASE WHEN %1$s IS NOT NULL AND %2$s IS NOT NULL AND %3$s IS NOT NULL THEN {'a': %2$s, 'b': %3$s} END"
        .formatted(value, order.get(0), order.get(1));
  }

  /** The identifiers quoted and joined by dots. */
  public String path(String... names) {
    StringBuilder path = new StringBuilder();
    for (String name : names) {
      path.append(path.isEmpty() ? "" : ".").append(identifier(name));
    }
    return path.toString();
  }

  /** The text as a string literal, for the few places that take no bound value. */
  public String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
