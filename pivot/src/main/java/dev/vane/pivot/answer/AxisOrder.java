package dev.vane.pivot.answer;

import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.cube.IndexSort;
import dev.vane.pivot.cube.KeyColumn;
import java.util.Arrays;
import java.util.List;

/** The nodes of a tree that are kept, each among its siblings in order. Immutable. */
final class AxisOrder {
  private static final int[] NONE = {};

  private final AxisTree tree;
  private final boolean[] kept;
  private final int[][] children;
  private final int[] places;

  /**
   * Orders a tree.
   *
   * @param kept for each node whether it is kept
   * @param siblings how siblings are compared, at the first level first
   */
  AxisOrder(AxisTree tree, boolean[] kept, List<IndexOrder> siblings) {
    this.tree = tree;
    this.kept = kept.clone();
    children = new int[tree.size()][];
    places = new int[tree.size()];
    Arrays.fill(places, AxisTree.NONE);
    for (int node = 0; node < tree.size(); node++) {
      children[node] = NONE;
      if (kept[node] && tree.level(node) < tree.keys().size()) {
        children[node] = sorted(node, kept, siblings.get(tree.level(node)));
      }
    }
  }

  private int[] sorted(int node, boolean[] kept, IndexOrder order) {
    int[] nodes =
        Arrays.stream(tree.children(node))
            .filter(child -> kept[child] && tree.code(child) != KeyColumn.ALL)
            .toArray();
    IndexSort.sort(nodes, 0, nodes.length, order);
    putOthersLast(nodes);
    for (int place = 0; place < nodes.length; place++) {
      places[nodes[place]] = place;
    }
    return nodes;
  }

  /** Whatever they are sorted by. */
  private void putOthersLast(int[] children) {
    for (int index = 0; index + 1 < children.length; index++) {
      int child = children[index];
      if (tree.isOthers(child)) {
        System.arraycopy(children, index + 1, children, index, children.length - index - 1);
        children[children.length - 1] = child;
        return;
      }
    }
  }

  AxisTree tree() {
    return tree;
  }

  /** The kept children of a node in order; not to be changed. */
  int[] children(int node) {
    return children[node];
  }

  /** The kept node below this one whose key is rolled up while a later one is not; or none. */
  int rolledUp(int node) {
    int child = tree.child(node, KeyColumn.ALL);
    return child >= 0 && kept[child] ? child : AxisTree.NONE;
  }

  /** The node's place among its kept siblings, or -1 if it is not kept. */
  int place(int node) {
    return places[node];
  }
}
