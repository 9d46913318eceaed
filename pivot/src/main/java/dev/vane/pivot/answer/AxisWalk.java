package dev.vane.pivot.answer;

import dev.vane.pivot.Totals;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.IntList;
import dev.vane.pivot.cube.KeyColumn;
import dev.vane.pivot.plan.Axis;
import java.util.List;
import java.util.Set;

/**
 * Presents an axis: walks its tree in order and takes the leaves and the totals that are shown. A
 * total stands before or after everything below it; one of which no leaf is taken is left out, but
 * for the grand total. Totals that skip a key stand like the total of what they skip it under:
 * before or after everything else there.
 */
final class AxisWalk {
  private final Axis axis;
  private final AxisOrder order;
  private final AxisTree tree;
  private final Set<Long> shown;
  private final IntList presented = new IntList();
  private final ShownPaths paths;
  private final long limit;
  private boolean[] reached = {};
  private long room;

  /**
   * @param paths which paths are presented
   * @param limit most leaves taken
   */
  AxisWalk(Axis axis, AxisOrder order, ShownPaths paths, long limit) {
    this.paths = paths;
    this.axis = axis;
    this.order = order;
    this.tree = order.tree();
    this.shown = axis.shownSets();
    this.limit = limit;
  }

  /** The presented nodes in order. */
  int[] nodes() {
    if (axis.shown() == 0) {
      // The leaf and the grand total are one.
      if (limit > 0 || axis.total() != Totals.Position.NONE) {
        presented.add(AxisTree.ROOT);
      }
      return presented.toArray();
    }
    if (!axis.groupings().isEmpty()) {
      reachSkipping();
    }
    room = limit;
    if (axis.hasTotal() && axis.totalsFirst()) {
      presented.add(AxisTree.ROOT);
    }
    walkChildren(AxisTree.ROOT);
    if (axis.hasTotal() && !axis.totalsFirst()) {
      presented.add(AxisTree.ROOT);
    }
    return presented.toArray();
  }

  /** Which totals that skip a key have a leaf among those that are taken. */
  private void reachSkipping() {
    int[] nodes = new AxisWalk(axis.withGroupings(List.of()), order, paths, limit).nodes();
    boolean[] taken = new boolean[tree.size()];
    for (int node : nodes) {
      taken[node] = tree.level(node) == axis.shown() || !paths.isExpanded(node);
    }
    // A row that is not expanded stands for the leaves in it.
    for (int node = 1; node < taken.length; node++) {
      taken[node] |= taken[tree.parent(node)] && order.place(node) >= 0;
    }
    reached = new boolean[tree.size()];
    SkippingPaths.mark(tree, axis, node -> taken[node], reached);
  }

  private void walkChildren(int node) {
    int rolledUp = order.rolledUp(node);
    boolean skipping = rolledUp >= 0 && rolledUp < reached.length && reached[rolledUp];
    if (skipping && axis.totalsFirst()) {
      walkSkipping(rolledUp);
    }
    for (int child : order.children(node)) {
      if (room > 0 && paths.isPresented(child)) {
        walk(child);
      }
    }
    if (skipping && !axis.totalsFirst()) {
      walkSkipping(rolledUp);
    }
  }

  private void walk(int node) {
    if (tree.level(node) == axis.shown() || !paths.isExpanded(node)) {
      presented.add(node);
      room--;
      return;
    }
    boolean subtotal = shown.contains(tree.present(node));
    if (subtotal && axis.totalsFirst()) {
      presented.add(node);
    }
    walkChildren(node);
    if (subtotal && !axis.totalsFirst()) {
      presented.add(node);
    }
  }

  /** Totals alone: none of them is a leaf that would count. */
  private void walkSkipping(int node) {
    boolean total = tree.code(node) != KeyColumn.ALL && shown.contains(tree.present(node));
    if (total && axis.totalsFirst()) {
      presented.add(node);
    }
    int rolledUp = order.rolledUp(node);
    boolean skipping = rolledUp >= 0 && reached[rolledUp];
    if (skipping && axis.totalsFirst()) {
      walkSkipping(rolledUp);
    }
    for (int child : order.children(node)) {
      if (reached[child]) {
        walkSkipping(child);
      }
    }
    if (skipping && !axis.totalsFirst()) {
      walkSkipping(rolledUp);
    }
    if (total && !axis.totalsFirst()) {
      presented.add(node);
    }
  }
}
