package dev.vane.pivot.plan;

import dev.vane.pivot.Aggregation;
import dev.vane.pivot.Measure;
import dev.vane.pivot.MeasureOptions;
import dev.vane.pivot.MeasureOptions.NullHandling;
import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.filter.FilterBinder;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.pivot.schema.TableColumns;
import dev.vane.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks that the fields of measures exist and that their types allow what is asked of them. */
final class MeasureBinder {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private final TableColumns table;
  private final FilterBinder filters;

  MeasureBinder(TableColumns table, FilterBinder filters) {
    this.table = table;
    this.filters = filters;
  }

  List<BoundMeasure> bind(List<Measure> measures) {
    List<BoundMeasure> bound = new ArrayList<>();
    for (int index = 0; index < measures.size(); index++) {
      bound.add(bind(measures.get(index), JsonPath.ROOT.key("measures").index(index)));
    }
    for (int index = 0; index < bound.size(); index++) {
      requireNumbers(bound.get(index), bound, JsonPath.ROOT.key("measures").index(index));
    }
    return bound;
  }

  private BoundMeasure bind(Measure measure, JsonPath path) {
    MeasureOptions options = measure.options();
    Optional<Column> column = measure.field().map(field -> table.require(field, path.key("field")));
    column.ifPresent(field -> requireFit(measure, field, path));
    Optional<Column> weight =
        options.weight().map(field -> table.require(field, path.key("weight")));
    weight
        .filter(field -> !field.kind().isNumeric())
        .ifPresent(
            field -> {
              throw path.key("weight")
                  .problem(
                      CODE, "names the field %s, which is no number".formatted(field.describe()));
            });
    JsonPath dimension = path.key("over").key("dimension");
    return new BoundMeasure(
        measure,
        column,
        options.by().map(field -> ordered(field, path.key("by"))),
        weight,
        options.over().map(over -> ordered(over.dimension(), dimension)),
        options.filters().isEmpty()
            ? Optional.<BoundFilter>empty()
            : Optional.of(filters.bind(options.filters(), path.key("filters"))));
  }

  private Column ordered(String field, JsonPath path) {
    Column column = table.require(field, path);
    if (!column.kind().isOrdered()) {
      throw path.problem(
          CODE, "names the field %s, whose type has no order".formatted(column.describe()));
    }
    return column;
  }

  private static void requireFit(Measure measure, Column column, JsonPath path) {
    Aggregation aggregation = measure.aggregation();
    boolean fits =
        switch (aggregation) {
          case SUM, AVG, STDDEV, VARIANCE, MEDIAN, PERCENTILE, APPROX_PERCENTILE, WEIGHTED_AVG ->
              column.kind().isNumeric();
          case MIN, MAX, COUNT_DISTINCT, APPROX_COUNT_DISTINCT, MODE, FIRST, LAST, ARRAY_AGG ->
              column.kind().isOrdered();
          case STRING_AGG -> column.kind() == FieldKind.TEXT;
          case COUNT -> true;
          case RATIO -> false;
        };
    if (!fits) {
      throw path.key("agg")
          .problem(
              CODE,
              "is '%s', which the type of the field %s does not allow; %s"
                  .formatted(
                      aggregation.text(),
                      column.describe(),
                      column.kind().isOrdered()
                          ? "min, max, array_agg and counts do"
                          : "only count does"));
    }
    if (measure.decimal() && column.kind() == FieldKind.FLOAT) {
      throw path.key("type")
          .problem(
              CODE,
              "is 'decimal', which is for sums of integers and decimals; the field %s is neither"
                  .formatted(column.describe()));
    }
    requireNullHandling(measure.options().nullHandling(), column, path.key("null_handling"));
  }

  private static void requireNullHandling(NullHandling handling, Column column, JsonPath path) {
    if (handling == NullHandling.AS_ZERO && !column.kind().isNumeric()) {
      throw path.problem(
          CODE, "is 'as_zero', but the field %s is no number".formatted(column.describe()));
    }
    if (handling == NullHandling.AS_EMPTY && column.kind() != FieldKind.TEXT) {
      throw path.problem(
          CODE, "is 'as_empty', but the field %s is no text".formatted(column.describe()));
    }
  }

  /** Checks that a ratio divides numbers. */
  private static void requireNumbers(BoundMeasure measure, List<BoundMeasure> all, JsonPath path) {
    measure
        .measure()
        .options()
        .ratio()
        .ifPresent(
            ratio -> {
              requireNumber(all, ratio.numerator(), path.key("ratio_numerator"));
              requireNumber(all, ratio.denominator(), path.key("ratio_denominator"));
            });
  }

  private static void requireNumber(List<BoundMeasure> all, String alias, JsonPath path) {
    BoundMeasure named =
        all.stream()
            .filter(other -> other.measure().alias().equals(alias))
            .findFirst()
            .orElseThrow();
    if (!isNumber(named)) {
      throw path.problem(
          CODE, "names '%s', whose values are no numbers".formatted(named.aggregation().text()));
    }
  }

  private static boolean isNumber(BoundMeasure measure) {
    return switch (measure.aggregation()) {
      case MIN, MAX, MODE, FIRST, LAST ->
          measure.column().filter(column -> column.kind().isNumeric()).isPresent();
      case STRING_AGG, ARRAY_AGG -> false;
      case SUM,
          AVG,
          COUNT,
          COUNT_DISTINCT,
          APPROX_COUNT_DISTINCT,
          STDDEV,
          VARIANCE,
          MEDIAN,
          PERCENTILE,
          APPROX_PERCENTILE,
          WEIGHTED_AVG,
          RATIO ->
          true;
    };
  }
}
