package dev.vane.pivot.plan;

import dev.vane.pivot.sql.SqlBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * How row paths are compared within their parents. For each term that is a measure and each level,
 * the measure's values of that level's paths are joined to all paths below them: so a parent is
 * placed by its own value, whether or not its subtotal is shown.
 */
final class RowOrderSql {
  private final SqlBuilder sql;
  private final PivotQuestion question;
  private final Axis rows;

  RowOrderSql(SqlBuilder sql, PivotQuestion question) {
    this.sql = sql;
    this.question = question;
    this.rows = question.rows();
  }

  /** For each level from 1, the terms that siblings are compared by; the key itself ends them. */
  List<List<String>> siblingTerms() {
    List<List<String>> terms = new ArrayList<>();
    for (int level = 1; level <= rows.leaf(); level++) {
      terms.add(siblingTerms(level));
    }
    return terms;
  }

  private List<String> siblingTerms(int level) {
    List<String> terms = new ArrayList<>();
    String key = "p." + rows.key(level - 1);
    for (int index = 0; index < question.rowOrder().size(); index++) {
      RowOrder order = question.rowOrder().get(index);
      if (order instanceof MeasureOrder byMeasure) {
        terms.add(byMeasure.order().term(alias(index, level) + ".value"));
      } else if (order instanceof RowKeyOrder byKey && byKey.key() == level - 1) {
        terms.add(byKey.order().term(key));
        return terms;
      }
    }
    terms.add(KeyOrder.ASCENDING.term(key));
    return terms;
  }

  /** Adds the joins that the terms refer to. */
  void writeJoins(String paths) {
    for (int index = 0; index < question.rowOrder().size(); index++) {
      if (question.rowOrder().get(index) instanceof MeasureOrder byMeasure) {
        for (int level = 1; level <= rows.leaf(); level++) {
          writeJoin(paths, alias(index, level), byMeasure, level);
        }
      }
    }
  }

  private void writeJoin(String paths, String alias, MeasureOrder order, int level) {
    Axis columns = question.columns();
    sql.sql(" LEFT JOIN (SELECT " + String.join(", ", rows.keyNames(level)))
        .sql(", m" + order.measure() + " AS value FROM cube WHERE ")
        .sql(Axis.ROW_GROUPING + " = " + rows.groupingOf(level) + " AND ")
        .sql(Axis.COLUMN_GROUPING + " = " + columns.groupingOf(order.path().size()));
    for (int index = 0; index < order.path().size(); index++) {
      MeasureOrder.PathKey key = order.path().get(index);
      if (!key.possible()) {
        sql.sql(" AND FALSE");
      } else if (key.value().isEmpty()) {
        sql.sql(" AND " + columns.key(index) + " IS NULL");
      } else {
        sql.sql(" AND " + columns.key(index) + " = ").value(key.value().get());
      }
    }
    sql.sql(") AS " + alias + " ON " + paths + "." + Axis.ROW_GROUPING)
        .sql(" <= " + rows.groupingOf(level) + rows.sameKeys(paths, alias, level));
  }

  private static String alias(int order, int level) {
    return "order" + order + "_" + level;
  }
}
