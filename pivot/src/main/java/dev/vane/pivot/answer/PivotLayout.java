package dev.vane.pivot.answer;

import dev.vane.pivot.ResultForm;
import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.plan.Axis;
import dev.vane.pivot.plan.BoundMeasure;
import dev.vane.pivot.plan.KeyOrder;
import dev.vane.pivot.plan.MeasureOrder;
import dev.vane.pivot.plan.PivotQuestion;
import dev.vane.pivot.plan.RowKeyOrder;
import dev.vane.pivot.plan.RowOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.DecimalVector;
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

  private PivotLayout(PivotQuestion question, Arrangement arrangement) {
    this.question = question;
    this.arrangement = arrangement;
    columns = measures(question, arrangement);
    columnNodes =
        new AxisWalk(question.columns(), arrangement.columns(), columnOrders(), Long.MAX_VALUE)
            .nodes();
    columnPositions = new int[arrangement.columns().size()];
    Arrays.fill(columnPositions, -1);
    for (int position = 0; position < columnNodes.length; position++) {
      columnPositions[columnNodes[position]] = position;
    }
    rowNodes =
        withoutEmptyTotal(
            new AxisWalk(
                    question.rows(),
                    arrangement.rows(),
                    rowOrders(),
                    question.spec().limit().orElse(Long.MAX_VALUE))
                .nodes());
  }

  /**
   * Lays a question's answer out.
   *
   * @param arrangement the question's cube on the question's axes
   */
  public static PivotLayout of(PivotQuestion question, Arrangement arrangement) {
    return new PivotLayout(question, arrangement);
  }

  private static List<CellColumn> measures(PivotQuestion question, Arrangement arrangement) {
    List<CellColumn> columns = new ArrayList<>();
    for (int index = 0; index < question.measures().size(); index++) {
      BoundMeasure measure = question.measures().get(index);
      FieldVector vector = arrangement.cube().measures().get(index);
      boolean narrow = measure.isIntegerSum() && !measure.measure().decimal();
      columns.add(
          narrow && vector instanceof DecimalVector wide
              ? new IntegerSumColumn(wide, measure.measure().alias())
              : new VectorColumn(vector));
    }
    return columns;
  }

  private List<IndexOrder> columnOrders() {
    List<IndexOrder> orders = new ArrayList<>();
    for (KeyOrder order : question.columnOrder()) {
      orders.add(SiblingOrder.byKey(arrangement.columns(), order));
    }
    return orders;
  }

  private List<IndexOrder> rowOrders() {
    AxisTree tree = arrangement.rows();
    KeyValues columnPaths = new KeyValues(arrangement.columns());
    List<IndexOrder> byMeasure = new ArrayList<>();
    for (RowOrder order : question.rowOrder()) {
      byMeasure.add(
          order instanceof MeasureOrder measure
              ? SiblingOrder.byMeasure(
                  arrangement,
                  columnPaths.node(measure.path()),
                  columns.get(measure.measure()),
                  measure.order())
              : (left, right) -> 0);
    }
    List<IndexOrder> orders = new ArrayList<>();
    for (int level = 1; level <= question.rows().leaf(); level++) {
      List<IndexOrder> terms = new ArrayList<>();
      KeyOrder last = KeyOrder.ASCENDING;
      for (int index = 0; index < question.rowOrder().size(); index++) {
        RowOrder order = question.rowOrder().get(index);
        if (order instanceof MeasureOrder) {
          terms.add(byMeasure.get(index));
        } else if (order instanceof RowKeyOrder key && key.key() == level - 1) {
          last = key.order();
          break;
        }
      }
      terms.add(SiblingOrder.byKey(tree, last));
      orders.add(chain(terms));
    }
    return orders;
  }

  private static IndexOrder chain(List<IndexOrder> terms) {
    if (terms.size() == 1) {
      return terms.get(0);
    }
    return (left, right) -> {
      for (IndexOrder term : terms) {
        int result = term.compare(left, right);
        if (result != 0) {
          return result;
        }
      }
      return 0;
    };
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
