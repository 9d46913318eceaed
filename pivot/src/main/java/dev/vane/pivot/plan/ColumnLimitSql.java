package dev.vane.pivot.plan;

import dev.vane.pivot.filter.FilterSql;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes others of the column paths beyond a limit. The leaf paths are found first and counted in
 * the axis' order, with the totals that come with each; those that fit beside the others are kept.
 * Rows are then joined with them, and what is not kept is at the one path of which every key is
 * others.
 */
final class ColumnLimitSql {
  private final CubeQuestion question;
  private final Relation table;
  private final Dialect dialect;

  ColumnLimitSql(CubeQuestion question, Relation table, Dialect dialect) {
    this.question = question;
    this.table = table;
    this.dialect = dialect;
  }

  /**
   * The rows with the keys of the column axis replaced.
   *
   * @param rows a query for all keys, the flags of chosen members and more
   * @param more the names of what is carried along
   */
  SqlQuery limited(SqlQuery rows, List<String> more) {
    if (question.limit().isEmpty()) {
      return rows;
    }
    LimitedColumns limit = question.limit().get();
    Axis columns = question.columns();
    List<String> outputs = new ArrayList<>();
    question.rows().keyNames().forEach(name -> outputs.add("g." + name + " AS " + name));
    for (String name : columns.keyNames()) {
      outputs.add("CASE WHEN kept_paths.kept = 1 THEN g." + name + " END AS " + name);
    }
    question.rows().flagNames().forEach(name -> outputs.add("g." + name + " AS " + name));
    for (int key = 0; key < columns.leaf(); key++) {
      String kept = columns.keys().get(key).choosesOthers() ? "g." + columns.flag(key) : "FALSE";
      outputs.add(
          "CAST(CASE WHEN kept_paths.kept = 1 THEN %s ELSE TRUE END AS BOOLEAN) AS %s"
              .formatted(kept, columns.flag(key)));
    }
    more.forEach(name -> outputs.add("g." + name + " AS " + name));
    String same =
        path(limit.cut()).stream()
            .map(name -> "g." + name + " IS NOT DISTINCT FROM kept_paths." + name)
            .collect(Collectors.joining(" AND "));
    return new SqlBuilder(dialect)
        .sql("SELECT " + String.join(", ", outputs) + " FROM (")
        .query(rows)
        .sql(") AS g LEFT JOIN (")
        .query(kept(limit))
        .sql(") AS kept_paths ON " + same)
        .build();
  }

  /** The names of the first keys and of the flags that they have before the limit. */
  private List<String> path(int keys) {
    return question.columns().withOthers(false).groupNames(LevelPair.first(keys));
  }

  private SqlQuery kept(LimitedColumns limit) {
    Axis columns = question.columns();
    String path = String.join(", ", path(limit.cut()));
    long totals = columns.hasTotal() ? 1 : 0;
    long others = 1 + columns.subtotalLevels().size() + totals;
    boolean whole = limit.cut() == columns.leaf();
    return new SqlBuilder(dialect)
        .sql("SELECT " + path + ", 1 AS kept FROM (SELECT " + path + ", MAX(used) OVER () AS most")
        .sql(whole ? ", used" : ", MAX(used) OVER (PARTITION BY " + path + ") AS used")
        .sql(" FROM (")
        .query(counted(limit))
        .sql(") AS counted) AS fitting WHERE most + " + totals + " <= " + limit.paths())
        .sql(" OR used + " + others + " <= " + limit.paths())
        .sql(" GROUP BY " + path)
        .build();
  }

  /** Each leaf path and how many paths are presented up to it, totals in between included. */
  private SqlQuery counted(LimitedColumns limit) {
    Axis columns = question.columns();
    int leaf = columns.leaf();
    List<String> used = new ArrayList<>();
    used.add("ROW_NUMBER() OVER (ORDER BY " + order(limit, leaf) + ")");
    for (int level : columns.subtotalLevels()) {
      used.add("DENSE_RANK() OVER (ORDER BY " + order(limit, level) + ")");
    }
    return new SqlBuilder(dialect)
        .sql("SELECT " + String.join(", ", path(leaf)) + ", " + String.join(" + ", used))
        .sql(" AS used FROM (")
        .query(placed(limit))
        .sql(") AS placed")
        .build();
  }

  private String order(LimitedColumns limit, int level) {
    List<String> terms = new ArrayList<>();
    for (int key = 0; key < level; key++) {
      KeyOrder order = limit.order().get(key);
      terms.add("o" + key);
      terms.add(dialect.order(question.columns().key(key), order.descending(), order.nullsFirst()));
    }
    return String.join(", ", terms);
  }

  /** The leaf paths, with the place of each key among listed values, others being last. */
  private SqlQuery placed(LimitedColumns limit) {
    Axis columns = question.columns();
    SqlBuilder sql =
        new SqlBuilder(dialect).sql("SELECT " + String.join(", ", path(columns.leaf())));
    for (int key = 0; key < columns.leaf(); key++) {
      List<PathKey> listed = limit.order().get(key).listed();
      AxisKey axisKey = columns.keys().get(key);
      Column column =
          new Column(columns.key(key), axisKey.column().type(), axisKey.column().kind());
      sql.sql(", CASE");
      if (axisKey.choosesOthers()) {
        sql.sql(" WHEN " + columns.flag(key) + " THEN " + (listed.size() + 1));
      }
      for (int place = 0; place < listed.size(); place++) {
        sql.sql(" WHEN ");
        new FilterSql(sql, "leaves").write(listed.get(place).condition(column));
        sql.sql(" THEN " + place);
      }
      sql.sql(" WHEN FALSE THEN 0 ELSE " + listed.size() + " END AS o" + key);
    }
    CubeQuestion leaves =
        question.chosen(
            List.of(question.any()), new TreeSet<>(List.of(LevelPair.ofLevels(0, columns.leaf()))));
    return sql.sql(" FROM (")
        .query(new CubeSql(leaves, dialect).write(table))
        .sql(") AS leaves")
        .build();
  }
}
