package dev.vane.pivot.answer;

import dev.vane.pivot.Expansion;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.plan.PathKey;
import dev.vane.pivot.plan.PivotQuestion;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which row nodes are expanded. */
final class ExpandedRows {
  private final Optional<Expansion> expansion;
  private final AxisTree tree;
  private final Set<Integer> nodes = new HashSet<>();

  private ExpandedRows(Optional<Expansion> expansion, AxisTree tree) {
    this.expansion = expansion;
    this.tree = tree;
  }

  /** Resolves the paths; one that no row has means nothing. */
  static ExpandedRows of(PivotQuestion question, AxisTree tree) {
    ExpandedRows rows = new ExpandedRows(question.spec().expanded(), tree);
    KeyValues values = new KeyValues(tree);
    for (List<PathKey> path : question.expandedPaths()) {
      rows.nodes.add(values.node(path));
    }
    return rows;
  }

  /** Whether the question says which rows are expanded. */
  boolean isTold() {
    return expansion.isPresent();
  }

  /** Whether what is below a node is presented. */
  boolean test(int node) {
    return expansion.isEmpty()
        || tree.level(node) < expansion.get().depth()
        || nodes.contains(node);
  }
}
