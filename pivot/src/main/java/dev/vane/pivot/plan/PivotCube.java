package dev.vane.pivot.plan;

import dev.vane.pivot.ResultForm;
import dev.vane.pivot.Totals.Position;
import dev.vane.pivot.sql.SqlBuilder;
import dev.vane.spi.Dialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The light half of a pivot: queries over the cube for what the answer's shape depends on, and for
 * the answer itself. Ask {@link #counts} and, for a wide answer with column fields, {@link
 * #columnPaths} first. Immutable.
 */
public final class PivotCube {
  private final PivotQuestion question;
  private final Relation cube;
  private final Dialect dialect;
  private final Axis rows;
  private final Axis columns;

  PivotCube(PivotQuestion question, Relation cube, Dialect dialect) {
    this.question = question;
    this.cube = cube;
    this.dialect = dialect;
    this.rows = question.rows();
    this.columns = question.columns();
  }

  /** The query whose one row {@link PivotCounts#read} understands. */
  public SqlQuery counts() {
    SqlBuilder sql = new SqlBuilder(dialect);
    writePaths(sql);
    return sql.sql("SELECT (SELECT COUNT(*) FROM kept_rows) AS row_paths, ")
        .sql("(SELECT COUNT(*) FROM column_paths) AS column_paths, ")
        .sql("(SELECT COUNT(*) FROM " + joined() + ") AS cells")
        .build();
  }

  /** The query for the column paths, in order, which {@link #readColumnPaths} understands. */
  public SqlQuery columnPaths() {
    SqlBuilder sql = new SqlBuilder(dialect);
    writePaths(sql);
    return sql.sql("SELECT " + columns.path("p") + " FROM column_paths AS p")
        .sql(" ORDER BY p.column_position")
        .build();
  }

  /** A reader of the batches of {@link #columnPaths}; each call of it has its own list. */
  public ColumnPathReader readColumnPaths() {
    return new ColumnPathReader(columns);
  }

  /** Whether the answer's fields depend on the column paths. */
  public boolean needsColumnPaths() {
    return question.spec().result() == ResultForm.WIDE && columns.leaf() > 0;
  }

  /**
   * The presented answer in the form that the question asks for.
   *
   * @param paths the column paths, where {@link #needsColumnPaths}; else empty
   * @throws VaneException {@link ErrorCode#LIMIT_PIVOT_CELLS}, {@link ErrorCode#LIMIT_COLUMNS}
   */
  public PivotAnswer answer(PivotCounts counts, List<ColumnPath> paths, PivotLimits limits) {
    int measures = question.measures().size();
    if (question.spec().result() == ResultForm.LONG) {
      limits.requireCells(counts.cells() * measures);
      return new PivotAnswer(longQuery(), AnswerFields.ofLong(question), totals(counts));
    }
    long fields = counts.columnPaths() * measures;
    limits.requireFields(fields + rows.leaf() + AnswerFields.WIDE_STRUCTURAL);
    limits.requireCells(counts.rowPaths() * fields);
    List<ColumnPath> shown = needsColumnPaths() ? paths : List.of(ColumnPath.ONLY);
    if (shown.size() != counts.columnPaths()) {
      throw new IllegalArgumentException(
          "The cube has %d column paths, not %d".formatted(counts.columnPaths(), shown.size()));
    }
    return new PivotAnswer(
        wideQuery(shown.size()), AnswerFields.ofWide(question, shown), totals(counts));
  }

  private PivotTotals totals(PivotCounts counts) {
    return new PivotTotals(counts.rowPaths(), columns.leaf() == 0 ? 0 : counts.columnPaths());
  }

  private SqlQuery longQuery() {
    SqlBuilder sql = new SqlBuilder(dialect);
    writePaths(sql);
    List<String> outputs = new ArrayList<>();
    rows.keyNames().forEach(key -> outputs.add("cube." + key));
    columns.keyNames().forEach(key -> outputs.add("cube." + key));
    outputs.add("cube." + Axis.ROW_GROUPING);
    outputs.add("cube." + Axis.COLUMN_GROUPING);
    for (int index = 0; index < question.measures().size(); index++) {
      outputs.add(question.measures().get(index).shown("cube.m" + index) + " AS m" + index);
    }
    return sql.sql("SELECT " + String.join(", ", outputs) + " FROM " + joined())
        .sql(" ORDER BY kept_rows.row_position, column_paths.column_position")
        .build();
  }

  /**
   * Each row path's cells are collected into one list for each measure, a place for each column
   * path whether or not it has a cell, and the fields pick from the lists. That takes time for each
   * cell of the answer; a conditional aggregate for each field would look at each cell for each
   * field.
   */
  private SqlQuery wideQuery(int paths) {
    SqlBuilder sql = new SqlBuilder(dialect);
    writePaths(sql);
    List<String> lists = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    rows.keyNames().forEach(key -> outputs.add("kept_rows." + key));
    outputs.add(depth() + " AS _depth");
    outputs.add("kept_rows." + Axis.ROW_GROUPING);
    outputs.add(new PathIdSql(rows).expression("kept_rows") + " AS _path_id");
    for (int index = 0; index < question.measures().size(); index++) {
      lists.add("ARRAY_AGG(cube.m%1$d ORDER BY column_position) AS m%1$d".formatted(index));
    }
    for (int path = 1; path <= paths; path++) {
      for (int index = 0; index < question.measures().size(); index++) {
        String cell = "lists.m" + index + "[" + path + "]";
        outputs.add(question.measures().get(index).shown(cell) + " AS w" + path + "_" + index);
      }
    }
    return sql.sql(", lists AS (SELECT kept_rows.row_position AS list_position, ")
        .sql(String.join(", ", lists))
        .sql(" FROM kept_rows CROSS JOIN column_paths LEFT JOIN cube ON ")
        .sql(rows.samePath("cube", "kept_rows") + " AND ")
        .sql(columns.samePath("cube", "column_paths"))
        .sql(" GROUP BY kept_rows.row_position) SELECT " + String.join(", ", outputs))
        .sql(" FROM kept_rows LEFT JOIN lists ON kept_rows.row_position = lists.list_position")
        .sql(" ORDER BY kept_rows.row_position")
        .build();
  }

  private String depth() {
    StringBuilder depth = new StringBuilder("CAST(CASE kept_rows." + Axis.ROW_GROUPING);
    for (int level : rows.shownLevels()) {
      depth.append(" WHEN ").append(rows.groupingOf(level)).append(" THEN ").append(level);
    }
    return depth.append(" END AS INTEGER)").toString();
  }

  /** The cells of the presented paths. */
  private String joined() {
    return "cube JOIN kept_rows ON "
        + rows.samePath("cube", "kept_rows")
        + " JOIN column_paths ON "
        + columns.samePath("cube", "column_paths");
  }

  /** WITH and the relations cube, kept_rows (row_position) and column_paths (column_position). */
  private void writePaths(SqlBuilder sql) {
    AxisSql rowAxis = new AxisSql(sql, rows);
    AxisSql columnAxis = new AxisSql(sql, columns);
    sql.sql("WITH cube AS (SELECT * FROM " + cube.sql() + "), found_columns AS (");
    columnAxis.writePaths(Axis.ROW_GROUPING, "");
    sql.sql("), column_paths AS (SELECT p.*, ROW_NUMBER() OVER (")
        .sql(columnAxis.order("p", columnTerms()))
        .sql(") AS column_position FROM found_columns AS p), found_rows AS (");
    rowAxis.writePaths(Axis.COLUMN_GROUPING, totalRowCondition());
    RowOrderSql order = new RowOrderSql(sql, question);
    sql.sql("), row_paths AS (SELECT p.*, ROW_NUMBER() OVER (")
        .sql(rowAxis.order("p", order.siblingTerms()))
        .sql(") AS row_position FROM found_rows AS p");
    order.writeJoins("p");
    sql.sql("), ");
    writeKeptRows(sql);
  }

  private List<List<String>> columnTerms() {
    List<List<String>> terms = new ArrayList<>();
    for (int index = 0; index < columns.leaf(); index++) {
      terms.add(List.of(question.columnOrder().get(index).term("p." + columns.key(index))));
    }
    return terms;
  }

  /**
   * Over no rows the grand total is a row of the wide answer all the same; the long answer has it
   * where it has a cell.
   */
  private String totalRowCondition() {
    return question.spec().result() == ResultForm.WIDE
        ? ""
        : " WHERE EXISTS (SELECT 1 FROM cube WHERE cube."
            + Axis.ROW_GROUPING
            + " = "
            + rows.groupingOf(0)
            + ")";
  }

  /** The rows within the limit: the first leaves, their parents, and the grand total. */
  private void writeKeptRows(SqlBuilder sql) {
    OptionalLong limit = question.spec().limit();
    if (limit.isEmpty()) {
      sql.sql("kept_rows AS (SELECT * FROM row_paths) ");
      return;
    }
    String grouping = "p." + Axis.ROW_GROUPING;
    String within = Axis.ROW_GROUPING + " = 0 AND leaf_number <= " + limit.getAsLong();
    sql.sql("counted_rows AS (SELECT p.*, SUM(CASE WHEN " + grouping + " = 0 THEN 1 ELSE 0 END)")
        .sql(" OVER (ORDER BY p.row_position ROWS UNBOUNDED PRECEDING) AS leaf_number")
        .sql(" FROM row_paths AS p), kept_rows AS (SELECT p.* FROM counted_rows AS p WHERE (p.")
        .sql(within + ")");
    for (int level : rows.subtotalLevels()) {
      sql.sql(" OR (" + grouping + " = " + rows.groupingOf(level))
          .sql(" AND EXISTS (SELECT 1 FROM counted_rows AS leaf WHERE leaf." + within)
          .sql(rows.sameKeys("leaf", "p", level) + "))");
    }
    sql.sql(rows.total() != Position.NONE ? " OR " + grouping + " = " + rows.groupingOf(0) : "")
        .sql(") ");
  }
}
