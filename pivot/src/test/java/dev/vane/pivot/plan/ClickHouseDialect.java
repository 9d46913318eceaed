package dev.vane.pivot.plan;

import dev.vane.spi.Dialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.TimeUnit;

/**
 * ClickHouse's SQL. It is a part of the tests because nothing in Vane runs statements on a
 * ClickHouse, so that a user could do nothing with it; what it is for is to show that the planner
 * leaves to the dialect whatever engines differ in.
 *
 * <p>Answers are exact where ClickHouse's own functions are not: its MIN, MAX, quantiles and
 * comparisons pass NaN over, so values are sorted as arrays, whose order has NaN last. A value that
 * stands in a text several times is given to a lambda.
 */
enum ClickHouseDialect implements Dialect {
  INSTANCE;

  /** The zone that stands for having none. */
  static final String NO_ZONE = "Etc/UTC";

  @Override
  public String identifier(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public String nanosecondType(NanosecondType type) {
    return switch (type) {
      case TIME -> throw refused("a time of day in nanoseconds", "has no comparison of those");
      case TIMESTAMP -> timestampType(TimeUnit.NANOSECOND, false);
      case INSTANT -> timestampType(TimeUnit.NANOSECOND, true);
    };
  }

  @Override
  public String timestampType(TimeUnit unit, boolean instant) {
    int digits =
        switch (unit) {
          case SECOND -> 0;
          case MILLISECOND -> 3;
          case MICROSECOND -> 6;
          case NANOSECOND -> 9;
        };
    return "DateTime64(%d, '%s')".formatted(digits, instant ? "UTC" : NO_ZONE);
  }

  /** DATE has 16 bits, and days before 1970 come out as others. */
  @Override
  public String dateType() {
    return "Date32";
  }

  @Override
  public String microseconds(String time, TimeUnit unit) {
    return unit == TimeUnit.NANOSECOND
        ? "intDiv(toUnixTimestamp64Nano(%1$s) - positiveModulo(toUnixTimestamp64Nano(%1$s), 1000), 1000)"
            .formatted(time)
        : "toUnixTimestamp64Micro(CAST(" + time + " AS DateTime64(6, 'UTC')))";
  }

  @Override
  public String timestamp(String microseconds) {
    return "fromUnixTimestamp64Micro(CAST(" + microseconds + " AS BIGINT), '" + NO_ZONE + "')";
  }

  @Override
  public String instant(String microseconds) {
    return "fromUnixTimestamp64Micro(CAST(" + microseconds + " AS BIGINT), 'UTC')";
  }

  /** ClickHouse drops parts of a second towards 1970, so those are taken off downwards before. */
  @Override
  public String truncate(Period period, String timestamp) {
    String micros = microseconds(timestamp, TimeUnit.MICROSECOND);
    return "CAST(DATE_TRUNC('%s', %s) AS %s)"
        .formatted(
            period.name().toLowerCase(Locale.ROOT),
            timestamp(lambda("v -> v - positiveModulo(v, 1000000)", micros)),
            timestampType(TimeUnit.MICROSECOND, false));
  }

  @Override
  public String oneZero(String number, String type) {
    return "CAST(%s AS %s)"
        .formatted(lambda("v -> multiIf(isNaN(v), nan, v = 0, 0., v)", number), type);
  }

  @Override
  public String compareFloats(String left, String operator, String right) {
    return "arrayElement(arrayMap((l, r) -> (isNaN(l), if(isNaN(l), 0, l)) %s (isNaN(r), if(isNaN(r), 0, r)), [%s], [%s]), 1)"
        .formatted(operator, left, right);
  }

  /** A backslash escapes in patterns here. */
  @Override
  public String like(String text, String pattern) {
    return text + " LIKE replaceAll(" + pattern + ", '\\\\', '\\\\\\\\')";
  }

  @Override
  public String lowerCase(String text) {
    return "lowerUTF8(" + text + ")";
  }

  @Override
  public String likeInAnyCase(String text, String pattern) {
    return text + " ILIKE replaceAll(" + pattern + ", '\\\\', '\\\\\\\\')";
  }

  @Override
  public String startsWith(String text, String beginning) {
    return "startsWith(" + text + ", " + beginning + ")";
  }

  @Override
  public String endsWith(String text, String end) {
    return "endsWith(" + text + ", " + end + ")";
  }

  @Override
  public String contains(String text, String part) {
    return "position(" + text + ", " + part + ") > 0";
  }

  /** What is NaN does not equal itself. */
  @Override
  public String order(String expression, boolean descending, boolean nullsFirst) {
    String direction = descending ? " DESC" : " ASC";
    return "%1$s IS NULL %2$s, %1$s != %1$s%3$s, %1$s%3$s"
        .formatted(expression, nullsFirst ? "DESC" : "ASC", direction);
  }

  @Override
  public String least(String value) {
    return "arrayElementOrNull(" + sorted(value) + ", 1)";
  }

  @Override
  public String greatest(String value) {
    return "arrayElementOrNull(" + sorted(value) + ", -1)";
  }

  private static String sorted(String value) {
    return "arraySort(groupArray(" + value + "))";
  }

  /** A sum of any other integer wraps around without a word. */
  @Override
  public String wideInteger(String integer) {
    return "CAST(" + integer + " AS DECIMAL(38, 0))";
  }

  @Override
  public String percentile(String number, String fraction) {
    return lambda(
        """
        a -> arrayElement(arrayMap(
          (l, u, share) -> if(length(a) = 0, NULL, if(l = u OR share = 0, l, l * (1 - share) + u * share)),
          [a[toUInt64(floor((length(a) - 1) * %1$s)) + 1]],
          [a[toUInt64(ceil((length(a) - 1) * %1$s)) + 1]],
          [(length(a) - 1) * %1$s - floor((length(a) - 1) * %1$s)]), 1)
        """
            .formatted("toFloat64(" + fraction + ")"),
        sorted(number));
  }

  /** The exact one: those that are not pass NaN over. */
  @Override
  public String approximatePercentile(String number, String fraction) {
    return percentile(number, fraction);
  }

  @Override
  public String approximateCountDistinct(String value) {
    return "uniqCombined64(" + value + ")";
  }

  @Override
  public String sampleVariance(String number) {
    return "if(COUNT(%1$s) < 2, NULL, varSampStable(%1$s))".formatted(number);
  }

  @Override
  public String pick(String value, List<String> order, boolean last) {
    return "arrayElementOrNull(" + values(value, order) + ", " + (last ? "-1" : "1") + ")";
  }

  @Override
  public String firstValues(String value, List<String> order, long count) {
    return "arraySlice(" + values(value, order) + ", 1, " + count + ")";
  }

  /** The values in order, without those that do not count. */
  private static String values(String value, List<String> order) {
    String terms = order.stream().map(term -> ", " + term).collect(Collectors.joining());
    String present =
        order.stream().map(term -> " AND " + term + " IS NOT NULL").collect(Collectors.joining());
    String keys =
        IntStream.range(0, order.size())
            .mapToObj(index -> "tupleElement(t, " + (index + 2) + ")")
            .collect(Collectors.joining(", "));
    return "arrayMap(t -> tupleElement(t, 1), arraySort(t -> tuple(%s), groupArrayIf(tuple(%s%s), %s IS NOT NULL%s)))"
        .formatted(keys, value, terms, value, present);
  }

  @Override
  public String listOrNull(String list) {
    throw refused("array_agg", "has no NULL among lists");
  }

  @Override
  public String join(String list, String separator) {
    return "if(empty(%1$s), NULL, arrayStringConcat(%1$s, %2$s))".formatted(list, separator);
  }

  private static String lambda(String function, String value) {
    return "arrayElement(arrayMap(" + function + ", [" + value + "]), 1)";
  }

  private static VaneException refused(String what, String why) {
    return new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "ClickHouse can't be asked for " + what + ": it " + why + ".");
  }
}
