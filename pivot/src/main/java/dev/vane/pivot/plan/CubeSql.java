package dev.vane.pivot.plan;

import dev.vane.pivot.Aggregation;
import dev.vane.pivot.MeasureOptions;
import dev.vane.pivot.MeasureOptions.Ratio;
import dev.vane.pivot.cube.CubeReader;
import dev.vane.pivot.plan.MeasureSql.Grain;
import dev.vane.pivot.sql.Parameter;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The heavy half of a pivot. Measures are computed in parts, by what their totals follow from:
 *
 * <ul>
 *   <li>From leaf groups (sum, count, min, max, averages). The rows are grouped once at the leaf of
 *       both axes, keeping of each group what its measures need; then the groups are rolled up to
 *       the levels asked for, by GROUPING SETS. The second step reads as many rows as there are
 *       leaf cells, which makes totals almost free.
 *   <li>From different values (count_distinct). The leaf groups have the counted value as one more
 *       key, so that the second step meets every value of every group once and counts the different
 *       ones at each level.
 *   <li>From points (mode, and measures that can't be added up along a dimension). As before, but
 *       each point keeps a value of its own at each level, and a third step makes one of them.
 *   <li>From rows (percentiles, variances, lists, sketches, first and last). Every level asked for
 *       is grouped from the rows.
 * </ul>
 *
 * <p>Each field that is counted or has points makes a part of its own; the parts are joined on
 * their paths, of which each part has the same. Ratios and joined texts are made of the cells.
 *
 * <p>Of keys and values that are floats, -0.0 is the same as 0.0.
 */
final class CubeSql {
  private final CubeQuestion question;
  private final Dialect dialect;

  CubeSql(CubeQuestion question, Dialect dialect) {
    this.question = question;
    this.dialect = dialect;
  }

  /**
   * The query; its columns are the keys of both axes, their groupings, a flag for each key that may
   * stand for the members that are not chosen, and the measures.
   */
  SqlQuery write(Relation table) {
    SqlQuery cells = cells(table);
    return question.visible().isPresent() && question.columns().leaf() > 0
        ? withColumnPaths(cells, table)
        : cells;
  }

  /** Rows that count nowhere leave the column axis as it is. */
  private SqlQuery withColumnPaths(SqlQuery cells, Relation table) {
    CubeQuestion axis = question.columnPaths();
    List<String> outputs = paths("axis.");
    outputs.set(
        outputs.indexOf("axis." + Axis.ROW_GROUPING + " AS " + Axis.ROW_GROUPING),
        "CAST(" + CubeReader.COLUMN_PATH + " AS INTEGER) AS " + Axis.ROW_GROUPING);
    for (int index = 0; index < question.measures().size(); index++) {
      outputs.add("NULL AS m" + index);
    }
    return new SqlBuilder(dialect)
        .query(cells)
        .sql(" UNION ALL SELECT " + String.join(", ", outputs) + " FROM (")
        .query(new CubeSql(axis, dialect).write(table))
        .sql(") AS axis")
        .build();
  }

  private SqlQuery cells(Relation table) {
    List<Map<Integer, BoundMeasure>> parts = parts(table);
    SqlQuery cells = parts.size() == 1 ? part(parts.get(0), table) : joined(parts, table);
    boolean plain =
        question.measures().stream()
            .map(BoundMeasure::aggregation)
            .noneMatch(found -> found == Aggregation.RATIO || found == Aggregation.STRING_AGG);
    return plain && parts.size() == 1 ? cells : finished(cells);
  }

  /** The measures of each part by their places in the question; ratios are in none. */
  private List<Map<Integer, BoundMeasure>> parts(Relation table) {
    MeasureSqlFactory factory =
        new MeasureSqlFactory(new RowSource(question, table, dialect), dialect);
    Map<Grain, Map<Integer, BoundMeasure>> byGrain = new LinkedHashMap<>();
    for (int index = 0; index < question.measures().size(); index++) {
      BoundMeasure measure = question.measures().get(index);
      if (measure.aggregation() != Aggregation.RATIO) {
        byGrain
            .computeIfAbsent(factory.of(measure, index).grain(), grain -> new TreeMap<>())
            .put(index, measure);
      }
    }
    rideAlong(byGrain);
    return List.copyOf(byGrain.values());
  }

  /** What leaf groups give, leaf groups with a further key give too, without another scan. */
  private static void rideAlong(Map<Grain, Map<Integer, BoundMeasure>> byGrain) {
    byGrain.keySet().stream()
        .filter(Grain.Values.class::isInstance)
        .findFirst()
        .ifPresent(
            values -> {
              Map<Integer, BoundMeasure> leaves = byGrain.remove(new Grain.Leaves());
              Map<Integer, BoundMeasure> host = byGrain.get(values);
              if (leaves != null && host != null) {
                host.putAll(leaves);
              }
            });
  }

  private SqlQuery part(Map<Integer, BoundMeasure> measures, Relation table) {
    RowSource source = new RowSource(question, table, dialect);
    MeasureSqlFactory factory = new MeasureSqlFactory(source, dialect);
    Map<Integer, MeasureSql> written = new TreeMap<>();
    measures.forEach((index, measure) -> written.put(index, factory.of(measure, index)));
    Grain grain =
        written.values().stream()
            .map(MeasureSql::grain)
            .filter(found -> !(found instanceof Grain.Leaves))
            .findFirst()
            .orElse(new Grain.Leaves());
    TopSql top = new TopSql(question, table, dialect);
    return new CubePart(question, grain, written, top, dialect)
        .query(source.query(), source.names());
  }

  private SqlQuery joined(List<Map<Integer, BoundMeasure>> parts, Relation table) {
    List<String> outputs = paths("part0.");
    for (int part = 0; part < parts.size(); part++) {
      for (int measure : parts.get(part).keySet()) {
        outputs.add("part" + part + ".m" + measure + " AS m" + measure);
      }
    }
    SqlBuilder sql =
        new SqlBuilder(dialect)
            .sql("SELECT " + String.join(", ", outputs) + " FROM (")
            .query(part(parts.get(0), table))
            .sql(") AS part0");
    for (int index = 1; index < parts.size(); index++) {
      String alias = "part" + index;
      sql.sql(" JOIN (")
          .query(part(parts.get(index), table))
          .sql(") AS " + alias + " ON " + question.rows().samePath("part0", alias))
          .sql(" AND " + question.columns().samePath("part0", alias));
    }
    return sql.build();
  }

  private List<String> paths(String prefix) {
    List<String> outputs = new ArrayList<>();
    List<String> names = new ArrayList<>(question.rows().keyNames());
    names.addAll(question.columns().keyNames());
    names.add(Axis.ROW_GROUPING);
    names.add(Axis.COLUMN_GROUPING);
    names.addAll(question.rows().flagNames());
    names.addAll(question.columns().flagNames());
    names.forEach(name -> outputs.add(prefix + name + " AS " + name));
    return outputs;
  }

  /** The cells with the measures in the question's order, and those that are made of cells. */
  private SqlQuery finished(SqlQuery cells) {
    SqlBuilder sql = new SqlBuilder(dialect).sql("SELECT " + String.join(", ", paths("cells.")));
    List<String> aliases =
        question.measures().stream().map(measure -> measure.measure().alias()).toList();
    for (int index = 0; index < aliases.size(); index++) {
      MeasureOptions options = question.measures().get(index).measure().options();
      String cell = "cells.m" + index;
      sql.sql(", ");
      if (options.ratio().isPresent()) {
        sql.sql(ratio(options.ratio().get(), aliases));
      } else if (options.separator().isPresent()) {
        sql.bound(dialect.join(cell, "?"), Parameter.of(options.separator().get()));
      } else {
        sql.sql(cell);
      }
      sql.sql(" AS m" + index);
    }
    return sql.sql(" FROM (").query(cells).sql(") AS cells").build();
  }

  private static String ratio(Ratio ratio, List<String> aliases) {
    String numerator = number(aliases.indexOf(ratio.numerator()));
    String denominator = number(aliases.indexOf(ratio.denominator()));
    String zero =
        ratio
            .nullValue()
            .map(value -> "CAST(" + value.toPlainString() + " AS DOUBLE PRECISION)")
            .orElse("NULL");
    return "CASE WHEN %2$s = 0 THEN %3$s ELSE %1$s / %2$s END"
        .formatted(numerator, denominator, zero);
  }

  private static String number(int measure) {
    return "CAST(cells.m" + measure + " AS DOUBLE PRECISION)";
  }
}
