package dev.vane.pivot.plan;

import dev.vane.pivot.plan.MeasureSql.Grain;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Measures that share the groups of the first step, and their query: rows to groups, groups to
 * levels, and where the groups have points of their own, points to a path.
 *
 * @param measures by their places in the question
 */
record CubePart(
    CubeQuestion question,
    Grain grain,
    Map<Integer, MeasureSql> measures,
    TopSql top,
    Dialect dialect) {
  private static final String ROWS = "counted";

  /**
   * The query over the rows; its columns are keys, groupings, flags and the part's measures.
   *
   * @param inputs the names of what the rows have beside keys
   */
  SqlQuery query(SqlQuery rows, List<String> inputs) {
    if (grain instanceof Grain.Rows) {
      return levels(measureOutputs(false), top.chosen(rows, inputs), Optional.empty());
    }
    LevelPair leaf = LevelPair.ofLevels(question.rows().leaf(), question.columns().leaf());
    if (grain instanceof Grain.Leaves
        && question.levels().equals(Set.of(leaf))
        && !question.chooses()) {
      return leavesOnly(rows);
    }
    SqlQuery groups = top.chosen(groups(rows), groupInputs());
    if (grain instanceof Grain.Points points) {
      return points(levels(measureOutputs(true), groups, Optional.of(points.input())));
    }
    return levels(measureOutputs(true), groups, Optional.empty());
  }

  private SqlQuery leavesOnly(SqlQuery rows) {
    List<String> outputs = new ArrayList<>(keys());
    outputs.add("CAST(0 AS INTEGER) AS " + Axis.ROW_GROUPING);
    outputs.add("CAST(0 AS INTEGER) AS " + Axis.COLUMN_GROUPING);
    outputs.addAll(measureOutputs(false));
    return select(outputs, rows).sql(groupBy(keys())).build();
  }

  /** What the first step's groups have beside keys. */
  private List<String> groupInputs() {
    List<String> names = new ArrayList<>();
    if (grain instanceof Grain.Values values) {
      names.add(values.input());
    } else if (grain instanceof Grain.Points points) {
      names.add(points.input());
    }
    for (MeasureSql measure : measures.values()) {
      measure.partials().forEach(partial -> names.add(partial.name()));
    }
    return names;
  }

  /** The first step. */
  private SqlQuery groups(SqlQuery rows) {
    List<String> groupKeys = new ArrayList<>(keys());
    if (grain instanceof Grain.Values values) {
      groupKeys.add(values.input());
    } else if (grain instanceof Grain.Points points) {
      groupKeys.add(points.input());
    }
    List<String> outputs = new ArrayList<>(groupKeys);
    for (MeasureSql measure : measures.values()) {
      for (MeasureSql.Partial partial : measure.partials()) {
        outputs.add(partial.expression() + " AS " + partial.name());
      }
    }
    return select(outputs, rows).sql(groupBy(groupKeys)).build();
  }

  /** The second step: every level that is asked for. */
  private SqlQuery levels(Collection<String> values, SqlQuery groups, Optional<String> point) {
    int rowKeys = grouped(LevelPair::row);
    int columnKeys = grouped(LevelPair::column);
    List<String> outputs = new ArrayList<>();
    outputs.addAll(keys(question.rows(), rowKeys));
    outputs.addAll(keys(question.columns(), columnKeys));
    outputs.add(groupingId(question.rows(), rowKeys));
    outputs.add(groupingId(question.columns(), columnKeys));
    outputs.addAll(flags(question.rows(), rowKeys));
    outputs.addAll(flags(question.columns(), columnKeys));
    point.ifPresent(outputs::add);
    outputs.addAll(values);
    return select(outputs, groups)
        .sql(" GROUP BY GROUPING SETS (" + groupingSets(point) + ")")
        .build();
  }

  /** How many first keys of an axis some level is grouped by. */
  private int grouped(ToLongFunction<LevelPair> axis) {
    long all = 0;
    for (LevelPair pair : question.levels()) {
      all |= axis.applyAsLong(pair);
    }
    return Long.SIZE - Long.numberOfLeadingZeros(all);
  }

  /** The keys, of which those that no level is grouped by are NULL. */
  private static List<String> keys(Axis axis, int grouped) {
    List<String> keys = new ArrayList<>();
    for (int key = 0; key < axis.leaf(); key++) {
      keys.add(key < grouped ? axis.key(key) : nothing(axis.key(key)));
    }
    return keys;
  }

  private static List<String> flags(Axis axis, int grouped) {
    List<String> known = axis.groupNames(LevelPair.first(grouped));
    return axis.flagNames().stream()
        .map(flag -> known.contains(flag) ? flag : nothing(flag))
        .toList();
  }

  /** NULL in the type of a column. */
  private static String nothing(String column) {
    return "MAX(CASE WHEN FALSE THEN %1$s.%2$s END) AS %2$s".formatted(ROWS, column);
  }

  /** The third step: one value for each path. */
  private SqlQuery points(SqlQuery levels) {
    List<String> path = new ArrayList<>(keys());
    path.add(Axis.ROW_GROUPING);
    path.add(Axis.COLUMN_GROUPING);
    path.addAll(flags());
    List<String> outputs = new ArrayList<>(path);
    measures.forEach(
        (index, measure) -> outputs.add(measure.outer().orElseThrow() + " AS m" + index));
    return select(outputs, levels).sql(groupBy(path)).build();
  }

  private SqlBuilder select(List<String> outputs, SqlQuery from) {
    return new SqlBuilder(dialect)
        .sql("SELECT " + String.join(", ", outputs) + " FROM (")
        .query(from)
        .sql(") AS " + ROWS);
  }

  private List<String> measureOutputs(boolean merged) {
    List<String> outputs = new ArrayList<>();
    measures.forEach(
        (index, measure) ->
            outputs.add((merged ? measure.merged() : measure.direct()) + " AS m" + index));
    return outputs;
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>(question.rows().keyNames());
    keys.addAll(question.columns().keyNames());
    return keys;
  }

  private List<String> flags() {
    List<String> flags = new ArrayList<>(question.rows().flagNames());
    flags.addAll(question.columns().flagNames());
    return flags;
  }

  private String groupingSets(Optional<String> point) {
    Set<String> sets = new LinkedHashSet<>();
    for (LevelPair pair : question.levels()) {
      List<String> keys = new ArrayList<>(question.rows().groupNames(pair.row()));
      keys.addAll(question.columns().groupNames(pair.column()));
      if (keys.isEmpty()) {
        // The grand total is there over no rows too; its row is at no point.
        sets.add("()");
      }
      point.ifPresent(keys::add);
      sets.add("(" + String.join(", ", keys) + ")");
    }
    return String.join(", ", sets);
  }

  /** Of an axis whose last keys no level may be grouped by. */
  private static String groupingId(Axis axis, int grouped) {
    long below = LevelPair.first(axis.leaf() - grouped);
    String id = "GROUPING(" + String.join(", ", axis.keyNames(grouped)) + ")";
    String ofAll = below == 0 ? id : "%s * %d + %d".formatted(id, below + 1, below);
    String whole = grouped == 0 ? Long.toString(below) : ofAll;
    return "CAST(%s AS INTEGER) AS %s".formatted(whole, axis.grouping());
  }

  private static String groupBy(List<String> keys) {
    return keys.isEmpty() ? "" : " GROUP BY " + String.join(", ", keys);
  }
}
