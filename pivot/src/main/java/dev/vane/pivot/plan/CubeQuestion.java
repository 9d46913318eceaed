package dev.vane.pivot.plan;

import dev.vane.pivot.Aggregation;
import dev.vane.pivot.MeasureOptions.Ratio;
import dev.vane.pivot.Top;
import dev.vane.pivot.Totals.Position;
import dev.vane.pivot.filter.BoundFilter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the heavy half computes.
 *
 * @param measures what is computed
 * @param deciding the measures that members may be chosen by
 * @param levels of both axes together
 * @param limit which column paths are others because there are too many
 * @param visible the conditions that rows must fulfil to count
 */
record CubeQuestion(
    Axis rows,
    Axis columns,
    List<BoundMeasure> measures,
    List<BoundMeasure> deciding,
    BoundFilter filter,
    SortedSet<LevelPair> levels,
    Optional<LimitedColumns> limit,
    Optional<VisibleRows> visible) {
  CubeQuestion {
    measures = List.copyOf(measures);
    deciding = List.copyOf(deciding);
  }

  /** A question without a limit and without conditions on its measures. */
  CubeQuestion(
      Axis rows,
      Axis columns,
      List<BoundMeasure> measures,
      List<BoundMeasure> deciding,
      BoundFilter filter,
      SortedSet<LevelPair> levels) {
    this(rows, columns, measures, deciding, filter, levels, Optional.empty(), Optional.empty());
  }

  /** Whether it depends on all rows what becomes of one. */
  boolean chooses() {
    return rows.hasTop() || columns.hasTop() || limit.isPresent() || visible.isPresent();
  }

  /** The same rows and chosen members at other levels, before anything else is left out. */
  CubeQuestion chosen(List<BoundMeasure> wanted, SortedSet<LevelPair> at) {
    return new CubeQuestion(rows, columns.withOthers(false), wanted, deciding, filter, at);
  }

  /** The column paths that there are, whatever rows count. */
  CubeQuestion columnPaths() {
    SortedSet<LevelPair> at = new TreeSet<>();
    columns.skippingSets().forEach(set -> at.add(new LevelPair(0, set)));
    columns.shownSets().forEach(set -> at.add(new LevelPair(0, set)));
    return new CubeQuestion(
        rows, columns, List.of(any()), deciding, filter, at, limit, Optional.empty());
  }

  /** A measure that is computed from groups of rows, the cheapest of them. */
  BoundMeasure any() {
    return deciding.stream()
        .filter(measure -> measure.aggregation() != Aggregation.RATIO)
        .min(Comparator.comparing(measure -> !measure.isFromLeaves()))
        .orElseThrow();
  }

  /**
   * The question whose cells decide which members of a key are chosen: the key among its parents,
   * with what was chosen of those, or alone; over the whole other axis.
   */
  CubeQuestion deciding(Axis axis, int key) {
    Top top = axis.keys().get(key).top().orElseThrow();
    List<AxisKey> keys =
        new java.util.ArrayList<>(axis.keys().subList(top.perParent() ? 0 : key, key));
    keys.add(axis.keys().get(key).withoutTop());
    Axis alone = Axis.rows(keys, List.of(), Position.NONE).withOthers(false);
    return new CubeQuestion(
        alone,
        Axis.columns(List.of(), List.of(), Position.NONE),
        needed(top.by()),
        deciding,
        filter,
        new TreeSet<>(List.of(LevelPair.ofLevels(keys.size(), 0))));
  }

  /** The measure, and those that it is made of; the measure is the first. */
  List<BoundMeasure> needed(String alias) {
    BoundMeasure measure = named(alias);
    Optional<Ratio> ratio = measure.measure().options().ratio();
    if (ratio.isEmpty()) {
      return List.of(measure);
    }
    BoundMeasure numerator = named(ratio.get().numerator());
    BoundMeasure denominator = named(ratio.get().denominator());
    return numerator.equals(denominator)
        ? List.of(measure, numerator)
        : List.of(measure, numerator, denominator);
  }

  private BoundMeasure named(String alias) {
    return deciding.stream()
        .filter(measure -> measure.measure().alias().equals(alias))
        .findFirst()
        .orElseThrow();
  }
}
