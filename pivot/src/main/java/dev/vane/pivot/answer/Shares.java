package dev.vane.pivot.answer;

import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.KeyColumn;
import dev.vane.pivot.plan.BoundShowAs;

/** Values as shares of totals. A share of NULL, of nothing or of 0 is NULL. */
final class Shares {
  private final Arrangement arrangement;
  private final CellColumn measure;

  Shares(Arrangement arrangement, CellColumn measure) {
    this.arrangement = arrangement;
    this.measure = measure;
  }

  /** Every cell's share of a total that its paths lead to. */
  DoubleColumn of(BoundShowAs showAs) {
    DoubleColumn shares = new DoubleColumn(arrangement.cube().size());
    for (int node = 0; node < arrangement.rows().size(); node++) {
      int row = node;
      arrangement.forEach(
          row,
          (column, cell) -> {
            if (!measure.isNull(cell)) {
              share(showAs, row, column, cell, shares);
            }
          });
    }
    return shares;
  }

  private void share(BoundShowAs showAs, int row, int column, int cell, DoubleColumn shares) {
    AxisTree rows = arrangement.rows();
    AxisTree columns = arrangement.columns();
    switch (showAs.showAs().kind()) {
      case SHARE_OF_GRAND -> divide(cell, AxisTree.ROOT, AxisTree.ROOT, shares);
      case SHARE_OF_ROW -> divide(cell, row, AxisTree.ROOT, shares);
      case SHARE_OF_COLUMN -> divide(cell, AxisTree.ROOT, column, shares);
      case SHARE_OF_PARENT_ROW -> divide(cell, parent(rows, row), column, shares);
      case SHARE_OF_PARENT_COLUMN -> divide(cell, row, parent(columns, column), shares);
      case SHARE_OF_PARENT -> {
        AxisTree tree = showAs.onRows() ? rows : columns;
        int node = showAs.onRows() ? row : column;
        if (tree.level(node) >= showAs.level()) {
          int ancestor = tree.ancestor(node, showAs.level());
          if (tree.code(ancestor) != KeyColumn.ALL) {
            divide(
                cell,
                showAs.onRows() ? ancestor : row,
                showAs.onRows() ? column : ancestor,
                shares);
          }
        }
      }
      case INDEX -> index(row, column, cell, shares);
      case VALUE_OF,
          SHARE_OF,
          DIFFERENCE,
          RELATIVE_DIFFERENCE,
          RUNNING_TOTAL,
          RUNNING_SHARE,
          RANK_ASCENDING,
          RANK_DESCENDING,
          WINDOW ->
          throw new IllegalArgumentException(showAs.showAs().kind() + " is no share of a total");
    }
  }

  /** The path without its last key; the grand total is its own parent. */
  private static int parent(AxisTree tree, int node) {
    int parent = node == AxisTree.ROOT ? node : tree.parent(node);
    while (tree.code(parent) == KeyColumn.ALL && parent != AxisTree.ROOT) {
      parent = tree.parent(parent);
    }
    return parent;
  }

  private void divide(int cell, int row, int column, DoubleColumn shares) {
    int total = arrangement.cell(row, column);
    if (isNumber(total) && measure.number(total) != 0) {
      shares.set(cell, measure.number(cell) / measure.number(total));
    }
  }

  private boolean isNumber(int cell) {
    return cell != Arrangement.NONE && !measure.isNull(cell);
  }

  private void index(int row, int column, int cell, DoubleColumn shares) {
    int grand = arrangement.cell(AxisTree.ROOT, AxisTree.ROOT);
    int rowTotal = arrangement.cell(row, AxisTree.ROOT);
    int columnTotal = arrangement.cell(AxisTree.ROOT, column);
    if (isNumber(grand) && isNumber(rowTotal) && isNumber(columnTotal)) {
      double totals = measure.number(rowTotal) * measure.number(columnTotal);
      if (totals != 0) {
        shares.set(cell, measure.number(cell) * measure.number(grand) / totals);
      }
    }
  }
}
