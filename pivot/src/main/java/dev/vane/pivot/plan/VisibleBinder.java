package dev.vane.pivot.plan;

import dev.vane.pivot.HavingCondition;
import dev.vane.pivot.MeasureOptions.Over;
import dev.vane.pivot.MeasureOptions.Take;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.ShownMeasure;
import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.filter.Filter;
import dev.vane.pivot.filter.FilterBinder;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.pivot.schema.TableColumns;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Checks conditions on measures that are decided within the statement. */
final class VisibleBinder {
  private static final ArrowType INTEGER = new ArrowType.Int(Long.SIZE, true);
  private static final ArrowType FLOAT = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  private static final int WIDEST = 38;
  private static final int DECIMAL_BITS = 128;

  private final PivotSpec spec;
  private final List<BoundMeasure> measures;

  VisibleBinder(PivotSpec spec, List<BoundMeasure> measures) {
    this.spec = spec;
    this.measures = measures;
  }

  Optional<VisibleRows> bind() {
    if (!spec.visibleTotals()) {
      return Optional.empty();
    }
    List<VisibleRows.Condition> conditions = new ArrayList<>();
    JsonPath path = JsonPath.ROOT.key("having");
    List<Filter> all = spec.having().stream().map(one -> (Filter) one.condition()).toList();
    List<Field> fields =
        spec.shown().stream().map(shown -> Field.nullable(shown.alias(), type(shown))).toList();
    // For what it refuses, in the question's own names.
    new FilterBinder(new TableColumns(new Schema(fields))).bind(all, path);
    for (int index = 0; index < spec.having().size(); index++) {
      HavingCondition having = spec.having().get(index);
      Filter.Comparison condition = having.condition();
      requireNumbers(condition.field(), path.index(index));
      String column = "v" + index;
      Field field = Field.nullable(column, type(shown(condition.field())));
      BoundFilter filter =
          new FilterBinder(new TableColumns(new Schema(List.of(field))))
              .bind(
                  List.of(
                      new Filter.Comparison(
                          column,
                          condition.operator(),
                          condition.values(),
                          condition.ignoresCase())),
                  path);
      conditions.add(new VisibleRows.Condition(having.level(), condition.field(), column, filter));
    }
    return Optional.of(new VisibleRows(conditions, spec.shown()));
  }

  private ShownMeasure shown(String alias) {
    return spec.shown().stream()
        .filter(measure -> measure.alias().equals(alias))
        .findFirst()
        .orElseThrow();
  }

  /** A calculation is made of numbers. */
  private void requireNumbers(String alias, JsonPath path) {
    new VisibleRows(List.of(), spec.shown())
        .calculations(alias)
        .values()
        .forEach(
            expression ->
                expression
                    .references()
                    .forEach(
                        reference -> {
                          if (!FieldKind.of(type(shown(reference))).isNumeric()) {
                            throw path.key("field")
                                .problem(
                                    ErrorCode.PIVOT_INVALID,
                                    "names a calculation of the measure %s, whose values are not numbers"
                                        .formatted(Names.quoted(reference)));
                          }
                        }));
  }

  /** The type of a measure's own values within the statement, as far as conditions care. */
  private ArrowType type(ShownMeasure shown) {
    return shown.aggregate().isEmpty() ? FLOAT : type(measures.get(shown.aggregate().getAsInt()));
  }

  private static ArrowType type(BoundMeasure measure) {
    boolean averaged =
        measure.measure().options().over().map(Over::take).filter(Take.AVG::equals).isPresent();
    ArrowType own = measure.column().map(Column::type).orElse(INTEGER);
    return averaged
        ? FLOAT
        : switch (measure.aggregation()) {
          case COUNT, COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> INTEGER;
          case SUM ->
              switch (FieldKind.of(own)) {
                case INTEGER -> new ArrowType.Decimal(WIDEST, 0, DECIMAL_BITS);
                case DECIMAL ->
                    new ArrowType.Decimal(
                        WIDEST, ((ArrowType.Decimal) own).getScale(), DECIMAL_BITS);
                default -> FLOAT;
              };
          case MIN, MAX, MODE, FIRST, LAST -> own;
          case STRING_AGG -> ArrowType.Utf8.INSTANCE;
          case ARRAY_AGG -> ArrowType.List.INSTANCE;
          case AVG, STDDEV, VARIANCE, MEDIAN, PERCENTILE, APPROX_PERCENTILE, WEIGHTED_AVG, RATIO ->
              FLOAT;
        };
  }
}
