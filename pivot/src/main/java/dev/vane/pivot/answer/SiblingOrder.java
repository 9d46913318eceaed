package dev.vane.pivot.answer;

import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.cube.KeyColumn;
import dev.vane.pivot.plan.KeyOrder;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** How the children of one node are compared, by their nodes. */
final class SiblingOrder {
  private SiblingOrder() {}

  /**
   * By the keys of one level: listed values first, the others by value.
   *
   * @param level of the nodes that are compared, from 1
   */
  static IndexOrder byKey(AxisTree tree, int level, KeyOrder order) {
    KeyColumn key = tree.keys().get(level - 1);
    int[] listed = new int[key.size()];
    Arrays.fill(listed, order.listed().size());
    KeyValues values = new KeyValues(tree);
    for (int place = order.listed().size() - 1; place >= 0; place--) {
      int code = values.code(level - 1, order.listed().get(place));
      if (code >= 0) {
        listed[code] = place;
      }
    }
    return (left, right) -> {
      int leftCode = tree.code(left);
      int rightCode = tree.code(right);
      return listed[leftCode] != listed[rightCode]
          ? Integer.compare(listed[leftCode], listed[rightCode])
          : compare(
              leftCode == key.nullCode(),
              rightCode == key.nullCode(),
              order,
              () -> Integer.compare(key.rank(leftCode), key.rank(rightCode)));
    };
  }

  /**
   * By a measure's values, each node by its own.
   *
   * @param cellOfNode the cell whose value decides, or {@link Arrangement#NONE}
   */
  static IndexOrder byMeasure(
      AxisTree tree, IntUnaryOperator cellOfNode, CellColumn measure, KeyOrder order) {
    int[] cells = new int[tree.size()];
    for (int node = 0; node < cells.length; node++) {
      int cell = cellOfNode.applyAsInt(node);
      cells[node] = cell == Arrangement.NONE || measure.isNull(cell) ? Arrangement.NONE : cell;
    }
    IndexOrder values = measure.order();
    return (left, right) ->
        compare(
            cells[left] == Arrangement.NONE,
            cells[right] == Arrangement.NONE,
            order,
            () -> values.compare(cells[left], cells[right]));
  }

  private interface Comparison {
    int compare();
  }

  private static int compare(
      boolean leftNull, boolean rightNull, KeyOrder order, Comparison values) {
    if (leftNull || rightNull) {
      int nullsLast = Boolean.compare(leftNull, rightNull);
      return order.nullsFirst() ? -nullsLast : nullsLast;
    }
    int result = values.compare();
    return order.descending() ? -result : result;
  }
}
