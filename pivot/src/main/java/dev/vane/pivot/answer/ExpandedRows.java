package dev.vane.pivot.answer;

import dev.vane.pivot.Expansion;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.plan.BoundDrillPath;
import dev.vane.pivot.plan.PathKey;
import dev.vane.pivot.plan.PivotQuestion;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which row nodes are presented and expanded. */
final class ExpandedRows implements ShownPaths {
  private final Optional<Expansion> expansion;
  private final AxisTree tree;
  private final Set<Integer> nodes = new HashSet<>();
  private final boolean drilled;

  /** Of nodes in paths that are drilled into, down to which level they are expanded. */
  private final int[] deepest;

  private final boolean[] above;

  private ExpandedRows(Optional<Expansion> expansion, AxisTree tree, boolean drilled) {
    this.expansion = expansion;
    this.tree = tree;
    this.drilled = drilled;
    deepest = new int[drilled ? tree.size() : 0];
    above = new boolean[drilled ? tree.size() : 0];
  }

  /** Resolves the paths; one that no row has means nothing. */
  static ExpandedRows of(PivotQuestion question, AxisTree tree) {
    List<BoundDrillPath> paths = question.shape().drillPaths();
    ExpandedRows rows = new ExpandedRows(question.spec().expanded(), tree, !paths.isEmpty());
    KeyValues values = new KeyValues(tree);
    for (List<PathKey> path : question.shape().expandedPaths()) {
      rows.nodes.add(values.node(path));
    }
    rows.drill(paths, values);
    return rows;
  }

  private void drill(List<BoundDrillPath> paths, KeyValues values) {
    Arrays.fill(deepest, AxisTree.NONE);
    for (BoundDrillPath path : paths) {
      int node = values.node(path.keys());
      if (node != AxisTree.NONE) {
        deepest[node] = Math.max(deepest[node], path.level());
        for (int current = node; current != AxisTree.ROOT; current = tree.parent(current)) {
          above[tree.parent(current)] = true;
        }
      }
    }
    for (int node = 1; node < deepest.length; node++) {
      deepest[node] = Math.max(deepest[node], deepest[tree.parent(node)]);
    }
  }

  /** Whether the question says which rows are expanded. */
  boolean isTold() {
    return expansion.isPresent();
  }

  @Override
  public boolean isPresented(int node) {
    return !drilled || above[node] || deepest[node] != AxisTree.NONE;
  }

  @Override
  public boolean isExpanded(int node) {
    if (drilled) {
      // The grand total stands for no row that is not presented, also where no path has rows.
      return node == AxisTree.ROOT || above[node] || tree.level(node) <= deepest[node];
    }
    return expansion.isEmpty()
        || tree.level(node) < expansion.get().depth()
        || nodes.contains(node);
  }
}
