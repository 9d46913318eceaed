package dev.vane.pivot.plan;

import dev.vane.pivot.Additivity;
import dev.vane.pivot.filter.FilterSql;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The heavy half of a pivot.
 *
 * <p>Two steps. The rows are grouped once at the leaf of both axes, keeping of each group what its
 * measures need; then the groups are rolled up to the levels asked for, by GROUPING SETS. The
 * second step reads as many rows as there are leaf cells, which makes totals almost free. Sums,
 * counts, least and greatest values follow from those of the groups; an average keeps sum and
 * count.
 *
 * <p>A count of distinct values does not follow from the groups' counts. Its leaf groups have the
 * counted value as one more key, so that the second step meets every value of every group once and
 * counts the different ones at each level. Each counted column makes a part of its own, with its
 * own leaf groups; the other measures go with the first part. The parts are joined on their paths,
 * of which each part has the same.
 *
 * <p>Keys and counted values that are floats get 0 added, which makes -0.0 the same as 0.0.
 */
final class CubeSql {
  private final PivotQuestion question;
  private final Dialect dialect;
  private final Axis rows;
  private final Axis columns;
  private final SortedSet<LevelPair> levels;

  /**
   * Measures that share their leaf groups.
   *
   * @param counted the column whose values are one more key of the leaf groups
   */
  private record Part(Optional<Column> counted, List<Integer> measures) {}

  CubeSql(PivotQuestion question, Dialect dialect) {
    this.question = question;
    this.dialect = dialect;
    this.rows = question.rows();
    this.columns = question.columns();
    this.levels = question.levels();
  }

  /** The query; its columns are the keys of both axes, their groupings, and the measures. */
  SqlQuery write(Relation table) {
    List<Part> parts = parts();
    if (parts.size() == 1) {
      return part(parts.get(0), table);
    }
    SqlBuilder sql = new SqlBuilder(dialect);
    List<String> outputs = new ArrayList<>();
    keys().forEach(key -> outputs.add("part0." + key));
    outputs.add("part0." + Axis.ROW_GROUPING);
    outputs.add("part0." + Axis.COLUMN_GROUPING);
    for (int index = 0; index < question.measures().size(); index++) {
      outputs.add("part" + partOf(parts, index) + ".m" + index);
    }
    sql.sql("SELECT " + String.join(", ", outputs))
        .sql(" FROM (")
        .query(part(parts.get(0), table))
        .sql(") AS part0");
    for (int index = 1; index < parts.size(); index++) {
      String alias = "part" + index;
      sql.sql(" JOIN (")
          .query(part(parts.get(index), table))
          .sql(") AS " + alias + " ON " + rows.samePath("part0", alias))
          .sql(" AND " + columns.samePath("part0", alias));
    }
    return sql.build();
  }

  private List<Part> parts() {
    Map<Column, List<Integer>> counted = new LinkedHashMap<>();
    List<Integer> others = new ArrayList<>();
    for (int index = 0; index < question.measures().size(); index++) {
      BoundMeasure measure = question.measures().get(index);
      if (measure.aggregation().additivity() == Additivity.HOLISTIC) {
        counted
            .computeIfAbsent(measure.column().orElseThrow(), column -> new ArrayList<>())
            .add(index);
      } else {
        others.add(index);
      }
    }
    List<Part> parts = new ArrayList<>();
    counted.forEach((column, measures) -> parts.add(new Part(Optional.of(column), measures)));
    if (parts.isEmpty()) {
      parts.add(new Part(Optional.empty(), others));
    } else {
      parts.get(0).measures().addAll(others);
      parts.get(0).measures().sort(Comparator.naturalOrder());
    }
    return parts;
  }

  private static int partOf(List<Part> parts, int measure) {
    return IntStream.range(0, parts.size())
        .filter(index -> parts.get(index).measures().contains(measure))
        .findFirst()
        .orElseThrow();
  }

  private SqlQuery part(Part part, Relation table) {
    Map<Column, String> inputs = new LinkedHashMap<>();
    for (int measure : part.measures()) {
      question
          .measures()
          .get(measure)
          .column()
          .ifPresent(column -> inputs.putIfAbsent(column, "i" + inputs.size()));
    }
    SqlQuery source = source(inputs, table);
    boolean onlyLeaf = levels.size() == 1 && part.counted().isEmpty();
    return onlyLeaf ? oneStep(part, inputs, source) : twoSteps(part, inputs, source);
  }

  /** The rows that count, with the columns that count. */
  private SqlQuery source(Map<Column, String> inputs, Relation table) {
    SqlBuilder sql = new SqlBuilder(dialect).sql("SELECT ");
    String between = "";
    for (Axis axis : List.of(rows, columns)) {
      for (int index = 0; index < axis.leaf(); index++) {
        sql.sql(between);
        column(sql, axis.keys().get(index).column()).sql(" AS " + axis.key(index));
        between = ", ";
      }
    }
    for (Map.Entry<Column, String> input : inputs.entrySet()) {
      sql.sql(between);
      column(sql, input.getKey()).sql(" AS " + input.getValue());
      between = ", ";
    }
    sql.sql(between.isEmpty() ? "1 AS unit" : "").sql(" FROM " + table.sql() + " AS source WHERE ");
    new FilterSql(sql, "source").write(question.filter());
    return sql.build();
  }

  private static SqlBuilder column(SqlBuilder sql, Column column) {
    if (column.kind() != FieldKind.FLOAT) {
      return sql.sql("source.").name(column.name());
    }
    return sql.sql("source.")
        .name(column.name())
        .sql(column.isSingle() ? " + CAST(0 AS REAL)" : " + CAST(0 AS DOUBLE PRECISION)");
  }

  private SqlQuery oneStep(Part part, Map<Column, String> inputs, SqlQuery source) {
    List<String> outputs = new ArrayList<>(keys());
    outputs.add("0 AS " + Axis.ROW_GROUPING);
    outputs.add("0 AS " + Axis.COLUMN_GROUPING);
    for (int index : part.measures()) {
      outputs.add(sql(index, inputs).direct() + " AS m" + index);
    }
    return new SqlBuilder(dialect)
        .sql("SELECT " + String.join(", ", outputs) + " FROM (")
        .query(source)
        .sql(") AS counted")
        .sql(groupBy(keys()))
        .build();
  }

  private SqlQuery twoSteps(Part part, Map<Column, String> inputs, SqlQuery source) {
    List<String> leafKeys = new ArrayList<>(keys());
    part.counted().ifPresent(column -> leafKeys.add(name(inputs, column)));
    List<String> leafOutputs = new ArrayList<>(leafKeys);
    List<String> outputs = new ArrayList<>(keys());
    outputs.add(groupingId(rows));
    outputs.add(groupingId(columns));
    for (int index : part.measures()) {
      MeasureSql measure = sql(index, inputs);
      for (MeasureSql.Partial partial : measure.partials()) {
        leafOutputs.add(partial.expression() + " AS " + partial.name());
      }
      outputs.add(measure.merged() + " AS m" + index);
    }
    if (leafOutputs.isEmpty()) {
      throw new IllegalStateException("A part has a key or a measure");
    }
    return new SqlBuilder(dialect)
        .sql("SELECT " + String.join(", ", outputs) + " FROM (SELECT ")
        .sql(String.join(", ", leafOutputs) + " FROM (")
        .query(source)
        .sql(") AS counted")
        .sql(groupBy(leafKeys))
        .sql(") AS leaves GROUP BY GROUPING SETS (" + groupingSets() + ")")
        .build();
  }

  private MeasureSql sql(int index, Map<Column, String> inputs) {
    BoundMeasure measure = question.measures().get(index);
    return MeasureSql.of(
        measure, index, measure.column().map(column -> name(inputs, column)).orElse("*"));
  }

  private static String name(Map<Column, String> inputs, Column column) {
    String name = inputs.get(column);
    if (name == null) {
      throw new IllegalStateException("The column is an input: " + column);
    }
    return name;
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>(rows.keyNames());
    keys.addAll(columns.keyNames());
    return keys;
  }

  private String groupingSets() {
    return levels.stream()
        .map(
            pair -> {
              List<String> keys = new ArrayList<>(rows.keyNames(pair.row()));
              keys.addAll(columns.keyNames(pair.column()));
              return "(" + String.join(", ", keys) + ")";
            })
        .collect(Collectors.joining(", "));
  }

  private static String groupingId(Axis axis) {
    return axis.leaf() == 0
        ? "0 AS " + axis.grouping()
        : "CAST(GROUPING_ID(%s) AS INTEGER) AS %s"
            .formatted(String.join(", ", axis.keyNames()), axis.grouping());
  }

  private static String groupBy(List<String> keys) {
    return keys.isEmpty() ? "" : " GROUP BY " + String.join(", ", keys);
  }
}
