package dev.vane.pivot.plan;

import dev.vane.pivot.Measure;
import dev.vane.pivot.MeasureOptions;
import dev.vane.pivot.MeasureOptions.NullHandling;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Measures over rows in memory, by the contract's definitions. */
record ReferenceMeasure(Measure measure, boolean exactIntegers) {
  /** A value and what it is ordered by. */
  private record Entry(Object value, @Nullable Object order) {}

  ReferenceMeasure(Measure measure) {
    this(measure, false);
  }

  /** What one measure says of a group's rows. */
  @Nullable Object value(List<Map<String, @Nullable Object>> members) {
    List<Map<String, @Nullable Object>> counted =
        members.stream()
            .filter(row -> ReferenceFilter.all(measure.options().filters(), row))
            .toList();
    if (measure.options().over().isPresent()) {
      return over(measure.options().over().get(), members);
    }
    if (measure.field().isEmpty()) {
      return (long) counted.size();
    }
    List<Entry> entries = new ArrayList<>();
    for (Map<String, @Nullable Object> row : counted) {
      Object value = input(row.get(measure.field().get()));
      if (value != null) {
        entries.add(
            new Entry(
                value, measure.options().by().map(by -> Values.key(row.get(by))).orElse(null)));
      }
    }
    return measure.aggregation() == dev.vane.pivot.Aggregation.WEIGHTED_AVG
        ? weighted(counted)
        : value(entries.stream().map(Entry::value).toList(), ordered(entries));
  }

  private @Nullable Object input(@Nullable Object value) {
    if (value == null && measure.options().nullHandling() == NullHandling.AS_ZERO) {
      return switch (measure.field().orElseThrow()) {
        case "ratio" -> 0.0;
        case "amount" -> new BigDecimal("0.00");
        default -> 0L;
      };
    }
    return value == null && measure.options().nullHandling() == NullHandling.AS_EMPTY
        ? (Object) ""
        : Values.key(value);
  }

  private @Nullable Object over(
      MeasureOptions.Over over, List<Map<String, @Nullable Object>> members) {
    MeasureOptions options = measure.options();
    Measure within =
        new Measure(
            measure.field(),
            measure.aggregation(),
            measure.alias(),
            new MeasureOptions(
                options.decimal(),
                options.filters(),
                options.nullHandling(),
                options.percentile(),
                options.by(),
                options.weight(),
                options.separator(),
                options.values(),
                java.util.Optional.empty(),
                options.ratio()));
    TreeSet<Object> points = new TreeSet<>(Values::ascending);
    members.stream()
        .map(row -> Values.key(row.get(over.dimension())))
        .filter(Objects::nonNull)
        .forEach(point -> points.add(Objects.requireNonNull(point)));
    List<Object> values = new ArrayList<>();
    for (Object point : points) {
      Object value =
          new ReferenceMeasure(within, over.take() == MeasureOptions.Take.AVG)
              .value(
                  members.stream()
                      .filter(row -> point.equals(Values.key(row.get(over.dimension()))))
                      .toList());
      if (value != null) {
        values.add(value);
      }
    }
    if (values.isEmpty()) {
      return null;
    }
    return switch (over.take()) {
      case FIRST -> values.get(0);
      case LAST -> values.get(values.size() - 1);
      case AVG ->
          values.stream().mapToDouble(value -> ((Number) value).doubleValue()).sum()
              / values.size();
    };
  }

  /** By the field that orders, where there is one, then by the value. */
  private List<Object> ordered(List<Entry> entries) {
    Comparator<Entry> byValue = (left, right) -> Values.ascending(left.value(), right.value());
    Comparator<Entry> byOrder = (left, right) -> Values.ascending(left.order(), right.order());
    return entries.stream()
        .filter(entry -> measure.options().by().isEmpty() || entry.order() != null)
        .sorted(byOrder.thenComparing(byValue))
        .map(Entry::value)
        .toList();
  }

  private @Nullable Object value(List<Object> values, List<Object> ordered) {
    return switch (measure.aggregation()) {
      case COUNT -> (long) values.size();
      case COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> (long) new HashSet<>(values).size();
      case SUM -> values.isEmpty() ? null : sum(values, measure.decimal() || exactIntegers);
      case AVG -> values.isEmpty() ? null : number(sum(values, true)) / values.size();
      case MIN -> values.stream().min(Values::ascending).orElse(null);
      case MAX -> values.stream().max(Values::ascending).orElse(null);
      case STDDEV -> {
        Double variance = variance(values);
        yield variance == null ? null : Math.sqrt(variance);
      }
      case VARIANCE -> variance(values);
      case MEDIAN -> share(values, 0.5);
      case PERCENTILE, APPROX_PERCENTILE ->
          share(values, measure.options().percentile().orElseThrow().doubleValue());
      case MODE -> mode(values);
      case FIRST -> ordered.isEmpty() ? null : ordered.get(0);
      case LAST -> ordered.isEmpty() ? null : ordered.get(ordered.size() - 1);
      case ARRAY_AGG -> ordered.isEmpty() ? null : bounded(ordered);
      case STRING_AGG ->
          ordered.isEmpty()
              ? null
              : bounded(ordered).stream()
                  .map(Object::toString)
                  .collect(Collectors.joining(measure.options().separator().orElseThrow()));
      case WEIGHTED_AVG, RATIO -> throw new IllegalStateException("Not of one list of values");
    };
  }

  private List<Object> bounded(List<Object> ordered) {
    return ordered.stream().limit(measure.options().values().orElseThrow()).toList();
  }

  private static @Nullable Object share(List<Object> values, double share) {
    return values.isEmpty()
        ? null
        : (Object)
            percentile(values.stream().map(ReferenceMeasure::number).sorted().toList(), share);
  }

  static double percentile(List<Double> sorted, double fraction) {
    double place = (sorted.size() - 1) * fraction;
    double lower = sorted.get((int) Math.floor(place));
    double upper = sorted.get((int) Math.ceil(place));
    double share = place - Math.floor(place);
    return lower == upper || share == 0 ? lower : lower * (1 - share) + upper * share;
  }

  private static @Nullable Double variance(List<Object> values) {
    if (values.size() < 2) {
      return null;
    }
    double mean = values.stream().mapToDouble(ReferenceMeasure::number).sum() / values.size();
    return values.stream()
            .mapToDouble(value -> (number(value) - mean) * (number(value) - mean))
            .sum()
        / (values.size() - 1);
  }

  private static @Nullable Object mode(List<Object> values) {
    return values.stream()
        .max(
            Comparator.<Object>comparingInt(value -> Collections.frequency(values, value))
                .thenComparing(Collections.reverseOrder(Values::ascending)))
        .orElse(null);
  }

  private @Nullable Object weighted(List<Map<String, @Nullable Object>> rows) {
    double sum = 0;
    double weights = 0;
    for (Map<String, @Nullable Object> row : rows) {
      Object value = input(row.get(measure.field().orElseThrow()));
      Object weight = row.get(measure.options().weight().orElseThrow());
      if (value != null && weight != null) {
        sum += number(value) * number(weight);
        weights += number(weight);
      }
    }
    return weights == 0 ? null : (Object) (sum / weights);
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static Object sum(List<Object> values, boolean decimal) {
    if (values.get(0) instanceof Double) {
      return values.stream().mapToDouble(value -> (Double) value).reduce(0.0, Double::sum);
    }
    if (values.get(0) instanceof BigDecimal) {
      return values.stream().map(BigDecimal.class::cast).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
    BigInteger sum =
        values.stream()
            .map(value -> BigInteger.valueOf((Long) value))
            .reduce(BigInteger.ZERO, BigInteger::add);
    return decimal ? (Object) new BigDecimal(sum) : (Object) sum.longValueExact();
  }
}
