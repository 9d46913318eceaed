package dev.vane.pivot.plan;

import dev.vane.pivot.filter.FilterSql;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Leaves out rows whose paths do not fulfil the conditions on their totals, so that they count in
 * no total. The totals that are tested are cells like others, computed first; rows are then joined
 * with the paths that are kept.
 */
final class VisibleSql {
  private final CubeQuestion question;
  private final Relation table;
  private final Dialect dialect;

  VisibleSql(CubeQuestion question, Relation table, Dialect dialect) {
    this.question = question;
    this.table = table;
    this.dialect = dialect;
  }

  /**
   * The rows that count.
   *
   * @param rows a query for all keys, all flags and more
   * @param more the names of what is carried along
   */
  SqlQuery visible(SqlQuery rows, List<String> more) {
    if (question.visible().isEmpty()) {
      return rows;
    }
    VisibleRows visible = question.visible().get();
    SqlQuery current = rows;
    for (int level : visible.levels()) {
      current = kept(current, visible, level, more);
    }
    return current;
  }

  private SqlQuery kept(SqlQuery rows, VisibleRows visible, int level, List<String> more) {
    List<String> outputs = new ArrayList<>(question.rows().keyNames());
    outputs.addAll(question.columns().keyNames());
    outputs.addAll(question.rows().flagNames());
    outputs.addAll(question.columns().flagNames());
    outputs.addAll(more);
    List<String> path = question.rows().groupNames(LevelPair.first(level));
    List<String> conditions = new ArrayList<>(List.of("TRUE"));
    path.forEach(
        name -> conditions.add("g." + name + " IS NOT DISTINCT FROM visible_paths." + name));
    return new SqlBuilder(dialect)
        .sql("SELECT g." + String.join(", g.", outputs) + " FROM (")
        .query(rows)
        .sql(") AS g JOIN (")
        .query(paths(visible, level, path))
        .sql(") AS visible_paths ON " + String.join(" AND ", conditions))
        .build();
  }

  /** The paths of a level that are kept. */
  private SqlQuery paths(VisibleRows visible, int level, List<String> path) {
    ExpressionSql values = new ExpressionSql();
    List<BoundMeasure> measures = measures(visible, level);
    for (int index = 0; index < measures.size(); index++) {
      values.name(measures.get(index).measure().alias(), "m" + index);
    }
    for (VisibleRows.Condition condition : visible.at(level)) {
      visible.calculations(condition.alias()).forEach(values::add);
    }
    CubeQuestion deciding =
        question.chosen(measures, new TreeSet<>(List.of(LevelPair.ofLevels(level, 0))));
    SqlQuery cells = values.over(new CubeSql(deciding, dialect).write(table), dialect);
    SqlBuilder sql =
        new SqlBuilder(dialect)
            .sql("SELECT " + (path.isEmpty() ? "1 AS kept" : String.join(", ", path)) + " FROM (");
    List<String> outputs = new ArrayList<>(path);
    for (VisibleRows.Condition condition : visible.at(level)) {
      outputs.add(values.column(condition.alias()) + " AS " + condition.column());
    }
    sql.sql("SELECT " + String.join(", ", outputs) + " FROM (").query(cells);
    sql.sql(") AS valued) AS tested WHERE TRUE");
    for (VisibleRows.Condition condition : visible.at(level)) {
      sql.sql(" AND (");
      new FilterSql(sql, "tested").write(condition.filter());
      sql.sql(")");
    }
    return sql.build();
  }

  /** The aggregates that the conditions of a level look at. */
  private List<BoundMeasure> measures(VisibleRows visible, int level) {
    Set<BoundMeasure> measures = new LinkedHashSet<>();
    for (VisibleRows.Condition condition : visible.at(level)) {
      Set<String> aliases = new LinkedHashSet<>(List.of(condition.alias()));
      visible
          .calculations(condition.alias())
          .values()
          .forEach(expression -> aliases.addAll(expression.references()));
      for (BoundMeasure measure : question.deciding()) {
        if (aliases.contains(measure.measure().alias())) {
          measures.addAll(question.needed(measure.measure().alias()));
        }
      }
    }
    return List.copyOf(measures);
  }
}
