package dev.vane.pivot.plan;

import dev.vane.pivot.MeasureOptions.Ratio;
import dev.vane.pivot.Top;
import dev.vane.pivot.Totals.Position;
import dev.vane.pivot.filter.BoundFilter;
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
 */
record CubeQuestion(
    Axis rows,
    Axis columns,
    List<BoundMeasure> measures,
    List<BoundMeasure> deciding,
    BoundFilter filter,
    SortedSet<LevelPair> levels) {
  CubeQuestion {
    measures = List.copyOf(measures);
    deciding = List.copyOf(deciding);
  }

  /** Whether members of some key are chosen. */
  boolean hasTop() {
    return rows.hasTop() || columns.hasTop();
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
    Axis alone = Axis.rows(keys, List.of(), Position.NONE);
    return new CubeQuestion(
        alone,
        Axis.columns(List.of(), List.of(), Position.NONE),
        needed(top.by()),
        deciding,
        filter,
        new TreeSet<>(List.of(LevelPair.ofLevels(keys.size(), 0))));
  }

  /** The measure, and those that it is made of; the measure is the first. */
  private List<BoundMeasure> needed(String alias) {
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
