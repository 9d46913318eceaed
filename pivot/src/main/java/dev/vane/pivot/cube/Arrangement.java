package dev.vane.pivot.cube;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A cube laid out on two axes: a tree for each, and the cell where two paths meet. Cells are rows
 * of the cube. Immutable and good for as long as the cube is open.
 */
public final class Arrangement {
  /** No cell. */
  public static final int NONE = -1;

  private final Cube cube;
  private final AxisTree rows;
  private final AxisTree columns;
  private final int[] starts;
  private final int[] columnNodes;
  private final int[] cells;

  private Arrangement(Cube cube, AxisTree rows, AxisTree columns, int[] starts, long[] pairs) {
    this.cube = cube;
    this.rows = rows;
    this.columns = columns;
    this.starts = starts;
    columnNodes = new int[pairs.length];
    cells = new int[pairs.length];
    for (int index = 0; index < pairs.length; index++) {
      columnNodes[index] = (int) (pairs[index] >>> Integer.SIZE);
      cells[index] = (int) pairs[index];
    }
  }

  /**
   * Lays a cube out.
   *
   * @param rowKeys the cube's keys on the row axis, by their place in the cube
   * @param columnKeys the same of the column axis
   * @param groups the sets of keys whose rows are taken, a bit for each key of the cube
   */
  public static Arrangement of(
      Cube cube, List<Integer> rowKeys, List<Integer> columnKeys, Set<Long> groups) {
    AxisTree.Builder rows = new AxisTree.Builder(rowKeys.stream().map(cube.keys()::get).toList());
    AxisTree.Builder columns =
        new AxisTree.Builder(columnKeys.stream().map(cube.keys()::get).toList());
    int[] rowNodes = new int[cube.size()];
    int[] columnNodes = new int[cube.size()];
    int taken = 0;
    for (int cell = 0; cell < cube.size(); cell++) {
      if (groups.contains(cube.present(cell))) {
        rowNodes[cell] = rows.node(cell);
        columnNodes[cell] = columns.node(cell);
        taken++;
      } else {
        if ((cube.present(cell) & Cube.COLUMN_PATH) != 0) {
          columns.node(cell);
        }
        rowNodes[cell] = NONE;
      }
    }
    AxisTree rowTree = rows.build();
    int[] starts = new int[rowTree.size() + 1];
    for (int node : rowNodes) {
      if (node != NONE) {
        starts[node + 1]++;
      }
    }
    for (int node = 0; node < rowTree.size(); node++) {
      starts[node + 1] += starts[node];
    }
    long[] pairs = new long[taken];
    int[] next = Arrays.copyOf(starts, rowTree.size());
    for (int cell = 0; cell < cube.size(); cell++) {
      if (rowNodes[cell] != NONE) {
        pairs[next[rowNodes[cell]]++] = (long) columnNodes[cell] << Integer.SIZE | cell;
      }
    }
    for (int node = 0; node < rowTree.size(); node++) {
      Arrays.sort(pairs, starts[node], starts[node + 1]);
    }
    return new Arrangement(cube, rowTree, columns.build(), starts, pairs);
  }

  public Cube cube() {
    return cube;
  }

  public AxisTree rows() {
    return rows;
  }

  public AxisTree columns() {
    return columns;
  }

  /** The cell of two nodes, or {@link #NONE}. */
  public int cell(int row, int column) {
    int found = Arrays.binarySearch(columnNodes, starts[row], starts[row + 1], column);
    return found < 0 ? NONE : cells[found];
  }

  /** Does something with each cell of a row node. */
  public void forEach(int row, CellVisitor visitor) {
    for (int index = starts[row]; index < starts[row + 1]; index++) {
      visitor.visit(columnNodes[index], cells[index]);
    }
  }

  /** Cells of a row node. */
  public int cells(int row) {
    return starts[row + 1] - starts[row];
  }

  /** What it takes of memory beside the cube, about. */
  public long bytes() {
    return rows.bytes() + columns.bytes() + 8L * cells.length + 4L * starts.length;
  }

  /** What is done with a cell. */
  @FunctionalInterface
  public interface CellVisitor {
    void visit(int column, int cell);
  }
}
