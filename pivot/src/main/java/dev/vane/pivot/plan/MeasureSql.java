package dev.vane.pivot.plan;

import java.util.List;

/**
 * A measure's SQL at the three places where it may stand.
 *
 * @param partials what the first step keeps of each leaf group, and its name; none where the second
 *     step works on the input itself
 * @param merged the value of a group of leaf groups
 * @param direct the value of a group of rows
 */
record MeasureSql(List<Partial> partials, String merged, String direct) {
  /** A value kept of each leaf group. */
  record Partial(String name, String expression) {}

  /**
   * The SQL of a measure.
   *
   * @param index the measure's place in the question
   * @param input the name of its column in the rows; "*" for a count of rows
   */
  static MeasureSql of(BoundMeasure measure, int index, String input) {
    String part = "p" + index;
    String count = "n" + index;
    return switch (measure.aggregation()) {
      case SUM ->
          new MeasureSql(
              List.of(new Partial(part, "SUM(" + input + ")")),
              "SUM(" + part + ")",
              "SUM(" + input + ")");
      case AVG ->
          new MeasureSql(
              List.of(
                  new Partial(part, "SUM(" + input + ")"),
                  new Partial(count, "COUNT(" + input + ")")),
              ratio("SUM(" + part + ")", "SUM(" + count + ")"),
              ratio("SUM(" + input + ")", "COUNT(" + input + ")"));
      case MIN -> extreme("MIN", part, input);
      case MAX -> extreme("MAX", part, input);
      case COUNT ->
          new MeasureSql(
              List.of(new Partial(part, "COUNT(" + input + ")")),
              "CAST(COALESCE(SUM(" + part + "), 0) AS BIGINT)",
              "COUNT(" + input + ")");
      case COUNT_DISTINCT ->
          new MeasureSql(
              List.of(), "COUNT(DISTINCT " + input + ")", "COUNT(DISTINCT " + input + ")");
    };
  }

  private static MeasureSql extreme(String function, String part, String input) {
    String direct = function + "(" + input + ")";
    return new MeasureSql(List.of(new Partial(part, direct)), function + "(" + part + ")", direct);
  }

  private static String ratio(String sum, String count) {
    return "CAST("
        + sum
        + " AS DOUBLE PRECISION) / NULLIF(CAST("
        + count
        + " AS DOUBLE PRECISION), 0)";
  }
}
