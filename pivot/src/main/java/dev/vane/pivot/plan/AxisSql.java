package dev.vane.pivot.plan;

import dev.vane.pivot.sql.SqlBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The presented paths of an axis as a relation: keys, grouping, and a position that grows in
 * presented order. Order is hierarchical: at each level siblings are compared, and what decides is
 * the first level where two paths differ. A total stands where its own children begin or end,
 * because at the first level that it rolls up it is told apart from all of them before any key is
 * looked at.
 */
final class AxisSql {
  private static final String CUBE = "cube";

  private final SqlBuilder sql;
  private final Axis axis;

  AxisSql(SqlBuilder sql, Axis axis) {
    this.sql = sql;
    this.axis = axis;
  }

  /**
   * Adds a query for the paths.
   *
   * @param otherGrouping the grouping of the other axis, at whose leaf all paths of this one exist
   * @param totalCondition when the grand total, or the only path of an axis without keys, is there
   */
  void writePaths(String otherGrouping, String totalCondition) {
    if (axis.leaf() == 0) {
      sql.sql("SELECT 0 AS " + axis.grouping() + totalCondition);
      return;
    }
    String path = axis.path(CUBE);
    sql.sql("SELECT " + path + " FROM cube WHERE cube." + otherGrouping + " = 0 AND ")
        .sql("cube." + axis.grouping() + " IN (" + groupings(axis.groupLevels()) + ")")
        .sql(" GROUP BY " + path);
    if (axis.hasTotal()) {
      sql.sql(" UNION ALL SELECT " + String.join(", ", Collections.nCopies(axis.leaf(), "NULL")))
          .sql(", " + axis.groupingOf(0) + totalCondition);
    }
  }

  private String groupings(List<Integer> levels) {
    return levels.stream()
        .map(level -> Integer.toString(axis.groupingOf(level)))
        .collect(Collectors.joining(", "));
  }

  /**
   * The terms of ORDER BY.
   *
   * @param siblingTerms for each level from 1, what siblings of that level are compared by
   */
  String order(String alias, List<List<String>> siblingTerms) {
    List<String> terms = new ArrayList<>();
    List<Integer> shown = axis.shownLevels();
    for (int level = 1; level <= axis.leaf(); level++) {
      if (shown.contains(level - 1)) {
        terms.add(
            "("
                + alias
                + "."
                + axis.grouping()
                + " >= "
                + axis.groupingOf(level - 1)
                + ")"
                + (axis.totalsFirst() ? " DESC" : " ASC"));
      }
      terms.addAll(siblingTerms.get(level - 1));
    }
    return terms.isEmpty() ? "" : "ORDER BY " + String.join(", ", terms);
  }
}
