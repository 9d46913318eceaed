package dev.vane.pivot.answer;

import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.plan.KeyOrder;
import dev.vane.pivot.plan.MeasureOrder;
import dev.vane.pivot.plan.PivotQuestion;
import dev.vane.pivot.plan.RowKeyOrder;
import dev.vane.pivot.plan.RowOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** How siblings of either axis are compared, by the question's terms; the key itself ends them. */
final class Siblings {
  private Siblings() {}

  static List<IndexOrder> columns(PivotQuestion question, Arrangement arrangement) {
    List<IndexOrder> orders = new ArrayList<>();
    for (int level = 1; level <= question.columns().leaf(); level++) {
      orders.add(
          SiblingOrder.byKey(arrangement.columns(), level, question.columnOrder().get(level - 1)));
    }
    return orders;
  }

  /**
   * The orders of the row axis.
   *
   * @param measures in the order of the question's shown measures
   */
  static List<IndexOrder> rows(
      PivotQuestion question, Arrangement arrangement, List<CellColumn> measures) {
    KeyValues columnPaths = new KeyValues(arrangement.columns());
    List<IndexOrder> byMeasure = new ArrayList<>();
    for (RowOrder order : question.rowOrder()) {
      byMeasure.add(
          order instanceof MeasureOrder measure
              ? SiblingOrder.byMeasure(
                  arrangement.rows(),
                  cells(arrangement, columnPaths.node(measure.path())),
                  measures.get(measure.measure()),
                  measure.order())
              : (left, right) -> 0);
    }
    List<IndexOrder> orders = new ArrayList<>();
    for (int level = 1; level <= question.rows().leaf(); level++) {
      orders.add(chain(terms(question, arrangement, byMeasure, level)));
    }
    return orders;
  }

  private static List<IndexOrder> terms(
      PivotQuestion question, Arrangement arrangement, List<IndexOrder> byMeasure, int level) {
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
    terms.add(SiblingOrder.byKey(arrangement.rows(), level, last));
    return terms;
  }

  /** The cell of each row node at a column, or none. */
  private static IntUnaryOperator cells(Arrangement arrangement, int column) {
    return column == AxisTree.NONE
        ? node -> Arrangement.NONE
        : node -> arrangement.cell(node, column);
  }

  /** By the first term that tells two nodes apart. */
  static IndexOrder chain(List<IndexOrder> terms) {
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
}
