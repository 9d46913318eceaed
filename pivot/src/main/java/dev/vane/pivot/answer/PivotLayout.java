package dev.vane.pivot.answer;

import dev.vane.pivot.ResultForm;
import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.plan.Axis;
import dev.vane.pivot.plan.PivotQuestion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;

/**
 * The whole answer of a question, before a part of it is cut out: the presented paths of both axes
 * in order, and the measures' values by cell. Immutable; good for as long as the cube is open.
 */
public final class PivotLayout {
  private final PivotQuestion question;
  private final Arrangement arrangement;
  private final List<CellColumn> columns;
  private final int[] rowNodes;
  private final int[] columnNodes;
  private final int[] columnPositions;
  private final ExpandedRows expanded;

  private PivotLayout(PivotQuestion question, Arrangement arrangement) {
    this.question = question;
    this.arrangement = arrangement;
    Map<String, CellColumn> measures = MeasureColumns.of(question, arrangement.cube());
    boolean[] keptRows = RowFilter.kept(question.having(), question.rows(), arrangement, measures);
    AxisOrder rowOrder =
        new AxisOrder(
            arrangement.rows(),
            keptRows,
            Siblings.rows(question, arrangement, List.copyOf(measures.values())));
    AxisOrder columnOrder = new ColumnOrder(question, arrangement, measures).order();
    columns =
        new ShownColumns(question, arrangement, rowOrder, columnOrder)
            .of(question.shown(), measures);
    columnNodes =
        new AxisWalk(question.columns(), columnOrder, ShownPaths.ALL, Long.MAX_VALUE).nodes();
    columnPositions = new int[arrangement.columns().size()];
    Arrays.fill(columnPositions, -1);
    for (int position = 0; position < columnNodes.length; position++) {
      columnPositions[columnNodes[position]] = position;
    }
    expanded = ExpandedRows.of(question, arrangement.rows());
    long limit = keptRows[AxisTree.ROOT] ? question.spec().limit().orElse(Long.MAX_VALUE) : 0;
    rowNodes = withoutEmptyTotal(new AxisWalk(question.rows(), rowOrder, expanded, limit).nodes());
  }

  /**
   * Lays a question's answer out.
   *
   * @param arrangement the question's cube on the question's axes
   */
  public static PivotLayout of(PivotQuestion question, Arrangement arrangement) {
    return new PivotLayout(question, arrangement);
  }

  /**
   * Over no rows the grand total is a row of the wide answer all the same; the long answer has it
   * where it has a cell.
   */
  private int[] withoutEmptyTotal(int[] nodes) {
    if (question.spec().result() == ResultForm.WIDE) {
      return nodes;
    }
    boolean[] hasCell = new boolean[1];
    arrangement.forEach(
        AxisTree.ROOT, (column, cell) -> hasCell[0] |= columnPositions[column] >= 0);
    return hasCell[0]
        ? nodes
        : Arrays.stream(nodes).filter(node -> node != AxisTree.ROOT).toArray();
  }

  PivotQuestion question() {
    return question;
  }

  Arrangement arrangement() {
    return arrangement;
  }

  List<CellColumn> columns() {
    return columns;
  }

  FieldVector rowKeyValues(int key) {
    return arrangement.rows().keys().get(key).values();
  }

  FieldVector columnKeyValues(int key) {
    return arrangement.columns().keys().get(key).values();
  }

  ExpandedRows expanded() {
    return expanded;
  }

  /** SQL's GROUPING_ID of a row node, over the presented keys. */
  int rowGrouping(int node) {
    Axis axis = question.rows();
    return arrangement.rows().grouping(node) >> (axis.leaf() - axis.shown());
  }

  /** The node of a presented row path. */
  int rowNode(int position) {
    return rowNodes[position];
  }

  /** The node of a presented column path. */
  int columnNode(int position) {
    return columnNodes[position];
  }

  /** The place of a column node among the presented paths, or -1. */
  int columnPosition(int node) {
    return columnPositions[node];
  }

  /** Presented row paths. */
  public int rowPaths() {
    return rowNodes.length;
  }

  /** Presented column paths; 1 without column fields. */
  public int columnPaths() {
    return columnNodes.length;
  }

  /** The number of column paths that clients are told: 0 without column fields. */
  int toldColumnPaths() {
    Axis axis = question.columns();
    return axis.leaf() == 0 ? 0 : columnNodes.length;
  }

  /** What it takes of memory, about. */
  public long bytes() {
    return (long) Integer.BYTES * (rowNodes.length + columnNodes.length + columnPositions.length);
  }
}
