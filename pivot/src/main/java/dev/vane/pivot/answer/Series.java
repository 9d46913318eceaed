package dev.vane.pivot.answer;

import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.IndexSort;
import dev.vane.pivot.cube.IntList;
import dev.vane.pivot.cube.PairCodes;
import java.util.Arrays;

/**
 * Cells that differ in one field alone: one series for each choice of all other keys, in the order
 * of that field's siblings. Cells above the field, and those of paths that are not kept, are in
 * none.
 */
final class Series {
  private final int[] cells;
  private final int[] places;
  private final int[] codes;
  private final int[] starts;

  private Series(int[] cells, int[] places, int[] codes, int[] starts) {
    this.cells = cells;
    this.places = places;
    this.codes = codes;
    this.starts = starts;
  }

  /**
   * The series of a field.
   *
   * @param order of the field's axis
   * @param level the field's place on its axis, from 1
   */
  static Series of(Arrangement arrangement, AxisOrder order, boolean onRows, int level) {
    AxisTree tree = order.tree();
    int[] tails = tails(order, level);
    PairCodes series = new PairCodes();
    int size = arrangement.cube().size();
    int[] seriesOfCell = new int[size];
    int[] placeOfCell = new int[size];
    int[] codeOfCell = new int[size];
    IntList taken = new IntList();
    for (int node = 0; node < arrangement.rows().size(); node++) {
      int row = node;
      arrangement.forEach(
          row,
          (column, cell) -> {
            int own = onRows ? row : column;
            if (tails[own] >= 0) {
              int member = tree.ancestor(own, level);
              seriesOfCell[cell] = series.code(tails[own], onRows ? column : row);
              placeOfCell[cell] = order.place(member);
              codeOfCell[cell] = tree.code(member);
              taken.add(cell);
            }
          });
    }
    int[] cells = taken.toArray();
    IndexSort.sort(
        cells,
        0,
        cells.length,
        (left, right) ->
            seriesOfCell[left] != seriesOfCell[right]
                ? Integer.compare(seriesOfCell[left], seriesOfCell[right])
                : Integer.compare(placeOfCell[left], placeOfCell[right]));
    IntList starts = new IntList();
    for (int index = 0; index < cells.length; index++) {
      if (index == 0 || seriesOfCell[cells[index]] != seriesOfCell[cells[index - 1]]) {
        starts.add(index);
      }
    }
    starts.add(cells.length);
    return new Series(
        cells,
        Arrays.stream(cells).map(cell -> placeOfCell[cell]).toArray(),
        Arrays.stream(cells).map(cell -> codeOfCell[cell]).toArray(),
        starts.toArray());
  }

  /** For each node a number for its path without the field, or -1 above the field. */
  private static int[] tails(AxisOrder order, int level) {
    AxisTree tree = order.tree();
    PairCodes known = new PairCodes();
    int[] tails = new int[tree.size()];
    Arrays.fill(tails, AxisTree.NONE);
    for (int node = 1; node < tails.length; node++) {
      if (tree.level(node) == level && order.place(node) >= 0) {
        // Below 0, so that no path below another has the same.
        tails[node] = known.code(-1 - tree.parent(node), 0);
      } else if (tree.level(node) > level
          && tails[tree.parent(node)] >= 0
          && (order.place(node) >= 0 || order.rolledUp(tree.parent(node)) == node)) {
        tails[node] = known.code(tails[tree.parent(node)], tree.code(node));
      }
    }
    return tails;
  }

  /** How many series there are. */
  int size() {
    return starts.length - 1;
  }

  /** Where a series begins among the members; it ends where the next one begins. */
  int start(int series) {
    return starts[series];
  }

  /** The cell of a member. */
  int cell(int member) {
    return cells[member];
  }

  /** The place of a member's sibling among all siblings. */
  int place(int member) {
    return places[member];
  }

  /** The code of a member's sibling. */
  int code(int member) {
    return codes[member];
  }
}
