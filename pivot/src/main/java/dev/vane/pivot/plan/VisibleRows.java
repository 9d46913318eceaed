package dev.vane.pivot.plan;

import dev.vane.pivot.ShownMeasure;
import dev.vane.pivot.expression.Expression;
import dev.vane.pivot.filter.BoundFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Conditions on the totals of row paths over the column axis. A row counts where all paths that it
 * is of fulfil theirs.
 *
 * @param shown the question's measures, calculations among them
 */
record VisibleRows(List<Condition> conditions, List<ShownMeasure> shown) {
  /**
   * A condition at a level of the row axis.
   *
   * @param alias of the measure
   * @param column what the measure is called within the statement, and in the filter
   */
  record Condition(int level, String alias, String column, BoundFilter filter) {}

  VisibleRows {
    conditions = List.copyOf(conditions);
    shown = List.copyOf(shown);
  }

  SortedSet<Integer> levels() {
    SortedSet<Integer> levels = new TreeSet<>();
    conditions.forEach(condition -> levels.add(condition.level()));
    return levels;
  }

  List<Condition> at(int level) {
    return conditions.stream().filter(condition -> condition.level() == level).toList();
  }

  /** The calculations that a measure is made of, itself included, in the question's order. */
  Map<String, Expression> calculations(String alias) {
    Map<String, Expression> found = new LinkedHashMap<>();
    collect(alias, found);
    return found;
  }

  private void collect(String alias, Map<String, Expression> found) {
    for (ShownMeasure measure : shown) {
      if (measure.alias().equals(alias)
          && measure.calculation().isPresent()
          && !found.containsKey(alias)) {
        Expression expression = measure.calculation().get();
        expression.references().forEach(reference -> collect(reference, found));
        found.put(alias, expression);
      }
    }
  }
}
