package dev.vane.pivot.answer;

import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.AxisTree;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The two nodes of each cell, and where a cell is among all that are kept, in presented order. */
final class CellPaths {
  private final int[] rows;
  private final int[] columns;
  private final int[] rowPositions;
  private final int[] columnPositions;

  CellPaths(Arrangement arrangement, AxisOrder rowOrder, AxisOrder columnOrder) {
    rows = new int[arrangement.cube().size()];
    columns = new int[rows.length];
    rowPositions = positions(rowOrder);
    columnPositions = positions(columnOrder);
    Arrays.fill(rows, AxisTree.NONE);
    for (int node = 0; node < arrangement.rows().size(); node++) {
      int row = node;
      arrangement.forEach(
          row,
          (column, cell) -> {
            rows[cell] = row;
            columns[cell] = column;
          });
    }
  }

  private static int[] positions(AxisOrder order) {
    int[] positions = new int[order.tree().size()];
    Arrays.fill(positions, AxisTree.NONE);
    Deque<Integer> open = new ArrayDeque<>();
    open.push(AxisTree.ROOT);
    int next = 0;
    while (!open.isEmpty()) {
      int node = open.pop();
      positions[node] = next++;
      int[] children = order.children(node);
      for (int index = children.length - 1; index >= 0; index--) {
        open.push(children[index]);
      }
      int rolledUp = order.rolledUp(node);
      if (rolledUp >= 0) {
        open.push(rolledUp);
      }
    }
    return positions;
  }

  /** The row node of a cell. */
  int row(int cell) {
    return rows[cell];
  }

  /** The column node of a cell. */
  int column(int cell) {
    return columns[cell];
  }

  /** Whether both paths of a cell are kept. */
  boolean isKept(int cell) {
    return rows[cell] >= 0 && rowPositions[rows[cell]] >= 0 && columnPositions[columns[cell]] >= 0;
  }

  /** Row by row, then column by column. */
  int compare(int left, int right) {
    int byRow = Integer.compare(rowPositions[rows[left]], rowPositions[rows[right]]);
    return byRow != 0
        ? byRow
        : Integer.compare(columnPositions[columns[left]], columnPositions[columns[right]]);
  }
}
