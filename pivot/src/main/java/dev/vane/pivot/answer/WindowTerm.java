package dev.vane.pivot.answer;

import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.cube.KeyColumn;
import dev.vane.pivot.plan.BoundWindow;

/** What the cells of a window are ordered by. */
interface WindowTerm {
  /** Whether a cell has something to be ordered by. */
  boolean has(int cell);

  /** Compares two cells that do. */
  int compare(int left, int right);

  /** By a key, as the question orders it; others are last. */
  static WindowTerm ofKey(BoundWindow.Term.Key key, AxisTree tree, CellPaths paths) {
    IndexOrder order = SiblingOrder.byKey(tree, key.level(), key.order());
    return new WindowTerm() {
      private int node(int cell) {
        int node = key.onRows() ? paths.row(cell) : paths.column(cell);
        return tree.level(node) < key.level() ? AxisTree.ROOT : tree.ancestor(node, key.level());
      }

      @Override
      public boolean has(int cell) {
        int node = node(cell);
        return node != AxisTree.ROOT && tree.code(node) != KeyColumn.ALL;
      }

      @Override
      public int compare(int left, int right) {
        int byOthers = Boolean.compare(tree.isOthers(node(left)), tree.isOthers(node(right)));
        return byOthers != 0 ? byOthers : order.compare(node(left), node(right));
      }
    };
  }

  /** By a measure, the greatest first. */
  static WindowTerm ofMeasure(CellColumn measure) {
    IndexOrder order = measure.order();
    return new WindowTerm() {
      @Override
      public boolean has(int cell) {
        return !measure.isNull(cell);
      }

      @Override
      public int compare(int left, int right) {
        return -order.compare(left, right);
      }
    };
  }
}
