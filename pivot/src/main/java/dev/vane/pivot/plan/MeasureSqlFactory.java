package dev.vane.pivot.plan;

import dev.vane.pivot.Aggregation;
import dev.vane.pivot.MeasureOptions.Over;
import dev.vane.pivot.MeasureOptions.Take;
import dev.vane.pivot.plan.MeasureSql.Grain;
import dev.vane.pivot.plan.MeasureSql.Partial;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.spi.Dialect;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Writes the SQL of measures over the inputs of a row source. */
final class MeasureSqlFactory {
  private final RowSource source;
  private final Dialect dialect;

  MeasureSqlFactory(RowSource source, Dialect dialect) {
    this.source = source;
    this.dialect = dialect;
  }

  /**
   * The SQL of a measure that is not a ratio.
   *
   * @param index the measure's place in the question
   */
  MeasureSql of(BoundMeasure measure, int index) {
    String input = MeasureInput.value(measure).map(source::name).orElse("*");
    MeasureSql sql = of(measure, "p" + index, "n" + index, input);
    if (measure.dimension().isEmpty()) {
      return sql;
    }
    Over over = measure.measure().options().over().orElseThrow();
    String point = source.name(MeasureInput.plain(measure.dimension().get()));
    String value = "m" + index;
    return sql.within(
        point,
        over.take() == Take.AVG
            ? ratio(
                "SUM(CASE WHEN " + point + " IS NOT NULL THEN " + number(value) + " END)",
                "COUNT(CASE WHEN " + point + " IS NOT NULL THEN " + value + " END)")
            : dialect.pick(value, List.of(point), over.take() == Take.LAST));
  }

  private MeasureSql of(BoundMeasure measure, String part, String count, String input) {
    return switch (measure.aggregation()) {
      case SUM -> sum(part, summand(measure, input));
      case AVG -> average(part, count, summand(measure, input), input);
      case MIN -> extreme(part, dialect::least, input);
      case MAX -> extreme(part, dialect::greatest, input);
      case COUNT ->
          MeasureSql.ofLeaves(
              List.of(new Partial(part, "COUNT(" + input + ")")),
              "CAST(COALESCE(SUM(" + part + "), 0) AS BIGINT)",
              "CAST(COUNT(" + input + ") AS BIGINT)");
      case COUNT_DISTINCT -> distinct(input);
      case MODE -> mode(part, input);
      case WEIGHTED_AVG -> weighted(measure, part, count, input);
      case STDDEV -> MeasureSql.ofRows("SQRT(" + dialect.sampleVariance(number(input)) + ")");
      case VARIANCE -> MeasureSql.ofRows(dialect.sampleVariance(number(input)));
      case MEDIAN -> MeasureSql.ofRows(dialect.percentile(number(input), "0.5"));
      case PERCENTILE -> MeasureSql.ofRows(dialect.percentile(number(input), fraction(measure)));
      case APPROX_PERCENTILE ->
          MeasureSql.ofRows(dialect.approximatePercentile(number(input), fraction(measure)));
      case APPROX_COUNT_DISTINCT ->
          MeasureSql.ofRows("CAST(" + dialect.approximateCountDistinct(input) + " AS BIGINT)");
      case FIRST, LAST ->
          MeasureSql.ofRows(
              dialect.pick(
                  input, order(measure, input), measure.aggregation() == Aggregation.LAST));
      case ARRAY_AGG -> MeasureSql.ofRows(dialect.listOrNull(list(measure, input)));
      // The texts of a list are joined among the cells.
      case STRING_AGG -> MeasureSql.ofRows(list(measure, input));
      case RATIO -> throw new IllegalArgumentException("A ratio is made of the cells");
    };
  }

  private static MeasureSql sum(String part, String summand) {
    String direct = "SUM(" + summand + ")";
    return MeasureSql.ofLeaves(List.of(new Partial(part, direct)), "SUM(" + part + ")", direct);
  }

  private static MeasureSql average(String part, String count, String summand, String input) {
    return MeasureSql.ofLeaves(
        List.of(
            new Partial(part, "SUM(" + summand + ")"), new Partial(count, "COUNT(" + input + ")")),
        ratio("SUM(" + part + ")", "SUM(" + count + ")"),
        ratio("SUM(" + summand + ")", "COUNT(" + input + ")"));
  }

  private static MeasureSql extreme(String part, UnaryOperator<String> extreme, String input) {
    String direct = extreme.apply(input);
    return MeasureSql.ofLeaves(List.of(new Partial(part, direct)), extreme.apply(part), direct);
  }

  private static MeasureSql distinct(String input) {
    String direct = "CAST(COUNT(DISTINCT " + input + ") AS BIGINT)";
    return new MeasureSql(new Grain.Values(input), List.of(), direct, direct, Optional.empty());
  }

  /** Counts each value at each level; the most frequent one is then the least by -count, value. */
  private MeasureSql mode(String part, String input) {
    MeasureSql counted =
        MeasureSql.ofLeaves(
            List.of(new Partial(part, "COUNT(" + input + ")")),
            "CAST(SUM(" + part + ") AS BIGINT)",
            "COUNT(" + input + ")");
    String count = "m" + part.substring(1);
    return counted.within(input, dialect.pick(input, List.of("-" + count, input), false));
  }

  private MeasureSql weighted(BoundMeasure measure, String part, String count, String input) {
    String weight = number(source.name(MeasureInput.plain(measure.weight().orElseThrow())));
    String product = "SUM(" + number(input) + " * " + weight + ")";
    String weights = "SUM(CASE WHEN " + input + " IS NOT NULL THEN " + weight + " END)";
    return MeasureSql.ofLeaves(
        List.of(new Partial(part, product), new Partial(count, weights)),
        ratio("SUM(" + part + ")", "SUM(" + count + ")"),
        ratio(product, weights));
  }

  private String list(BoundMeasure measure, String input) {
    return dialect.firstValues(
        input, order(measure, input), measure.measure().options().values().orElseThrow());
  }

  /** By the field that orders, where there is one, then by the value itself. */
  private List<String> order(BoundMeasure measure, String input) {
    List<String> order = new ArrayList<>();
    measure.order().ifPresent(column -> order.add(source.name(MeasureInput.plain(column))));
    order.add(input);
    return order;
  }

  private String summand(BoundMeasure measure, String input) {
    return measure.column().map(Column::kind).filter(FieldKind.INTEGER::equals).isPresent()
        ? dialect.wideInteger(input)
        : input;
  }

  private static String fraction(BoundMeasure measure) {
    return measure.measure().options().percentile().map(BigDecimal::toPlainString).orElseThrow();
  }

  private static String number(String expression) {
    return "CAST(" + expression + " AS DOUBLE PRECISION)";
  }

  private static String ratio(String sum, String count) {
    return number(sum) + " / NULLIF(" + number(count) + ", 0)";
  }
}
