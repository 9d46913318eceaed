package dev.vane.pivot.answer;

import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.KeyColumn;
import dev.vane.pivot.plan.Axis;
import java.util.function.IntPredicate;

/**
 * The paths of an axis in which a key is rolled up that stands before another one. They are no
 * ancestors of leaves in the tree, and are there while a leaf with their keys is.
 */
final class SkippingPaths {
  private SkippingPaths() {}

  /**
   * Marks the nodes of such paths, with what is above them.
   *
   * @param axis the presented keys, and the sets of them that have such paths
   * @param leaf whether a node is a leaf that is there
   * @param reached where the nodes are marked
   */
  static void mark(AxisTree tree, Axis axis, IntPredicate leaf, boolean[] reached) {
    if (axis.groupings().isEmpty()) {
      return;
    }
    TreePaths paths = new TreePaths(tree);
    for (int node = 0; node < tree.size(); node++) {
      if (tree.level(node) == axis.shown() && leaf.test(node) && !tree.skips(node)) {
        int[] codes = paths.codes(node);
        axis.groupings().forEach(grouping -> mark(tree, codes, grouping, reached));
      }
    }
  }

  private static void mark(AxisTree tree, int[] codes, long grouping, boolean[] reached) {
    int node = AxisTree.ROOT;
    for (int key = 0; key < codes.length && grouping >> key != 0 && node >= 0; key++) {
      node = tree.child(node, (grouping >> key & 1) == 1 ? codes[key] : KeyColumn.ALL);
      if (node >= 0) {
        reached[node] = true;
      }
    }
  }
}
