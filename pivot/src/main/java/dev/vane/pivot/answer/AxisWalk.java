package dev.vane.pivot.answer;

import dev.vane.pivot.Totals;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.IntList;
import dev.vane.pivot.plan.Axis;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Presents an axis: walks its tree in order and takes the leaves and the totals that are shown. A
 * total stands before or after everything below it; one of which no leaf is taken is left out, but
 * for the grand total.
 */
final class AxisWalk {
  private final Axis axis;
  private final AxisOrder order;
  private final AxisTree tree;
  private final Set<Integer> shown;
  private final IntList presented = new IntList();
  private final IntPredicate expanded;
  private long room;

  /**
   * @param expanded whether what is below a node is presented; a node that is not counts as a leaf
   * @param limit most leaves taken
   */
  AxisWalk(Axis axis, AxisOrder order, IntPredicate expanded, long limit) {
    this.expanded = expanded;
    this.axis = axis;
    this.order = order;
    this.tree = order.tree();
    this.shown = Set.copyOf(axis.shownLevels());
    this.room = limit;
  }

  /** The presented nodes in order. */
  int[] nodes() {
    if (axis.leaf() == 0) {
      // The leaf and the grand total are one.
      if (room > 0 || axis.total() != Totals.Position.NONE) {
        presented.add(AxisTree.ROOT);
      }
      return presented.toArray();
    }
    if (axis.hasTotal() && axis.totalsFirst()) {
      presented.add(AxisTree.ROOT);
    }
    walkChildren(AxisTree.ROOT);
    if (axis.hasTotal() && !axis.totalsFirst()) {
      presented.add(AxisTree.ROOT);
    }
    return presented.toArray();
  }

  private void walkChildren(int node) {
    for (int child : order.children(node)) {
      if (room > 0) {
        walk(child);
      }
    }
  }

  private void walk(int node) {
    if (tree.level(node) == axis.leaf() || !expanded.test(node)) {
      presented.add(node);
      room--;
      return;
    }
    boolean subtotal = shown.contains(tree.level(node));
    if (subtotal && axis.totalsFirst()) {
      presented.add(node);
    }
    walkChildren(node);
    if (subtotal && !axis.totalsFirst()) {
      presented.add(node);
    }
  }
}
