package dev.vane.pivot.answer;

import dev.vane.pivot.Window;
import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.cube.IndexSort;
import dev.vane.pivot.cube.IntList;
import dev.vane.pivot.cube.KeyColumn;
import dev.vane.pivot.cube.PairCodes;
import dev.vane.pivot.plan.BoundWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures over windows. The cells of a window are of one level of both axes, are kept, and share
 * the keys of the window's group; they are in the order of its terms, then as they are presented.
 * Cells that lack a key or a value to be ordered by are in none.
 */
final class WindowColumns {
  private final Arrangement arrangement;
  private final AxisOrder rows;
  private final AxisOrder columns;

  WindowColumns(Arrangement arrangement, AxisOrder rows, AxisOrder columns) {
    this.arrangement = arrangement;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * The measure over its windows.
   *
   * @param measures by alias
   */
  CellColumn of(
      BoundWindow window, CellColumn own, String alias, Map<String, CellColumn> measures) {
    Window.Function function = window.window().function();
    if (function.isShare()) {
      return shares(window, own);
    }
    CellPaths paths = new CellPaths(arrangement, rows, columns);
    List<WindowTerm> terms = terms(window, own, measures, paths);
    IndexOrder order =
        Siblings.chain(terms.stream().<IndexOrder>map(term -> term::compare).toList());
    WindowValues values =
        new WindowValues(windows(window, paths, terms, order), own, arrangement.cube().size());
    return switch (function) {
      case RANK, DENSE_RANK -> values.ranks(order, function == Window.Function.DENSE_RANK);
      case CUMULATIVE -> values.sums(window.window(), alias);
      default -> values.averages(window.window());
    };
  }

  private List<WindowTerm> terms(
      BoundWindow window, CellColumn own, Map<String, CellColumn> measures, CellPaths paths) {
    List<WindowTerm> terms = new ArrayList<>();
    for (BoundWindow.Term term : window.order()) {
      if (term instanceof BoundWindow.Term.Key key) {
        terms.add(WindowTerm.ofKey(key, (key.onRows() ? rows : columns).tree(), paths));
      } else {
        String alias = ((BoundWindow.Term.Measure) term).alias();
        CellColumn measure = measures.get(alias);
        if (measure == null) {
          throw new IllegalStateException("No values of " + alias);
        }
        terms.add(WindowTerm.ofMeasure(measure));
      }
    }
    if (terms.isEmpty()) {
      terms.add(WindowTerm.ofMeasure(own));
    }
    return terms;
  }

  /** The cells of each window in order. */
  private List<int[]> windows(
      BoundWindow window, CellPaths paths, List<WindowTerm> terms, IndexOrder order) {
    int[] rowGroups = groups(rows.tree(), window.rowGroup());
    int[] columnGroups = groups(columns.tree(), window.columnGroup());
    PairCodes known = new PairCodes();
    List<IntList> members = new ArrayList<>();
    for (int cell = 0; cell < arrangement.cube().size(); cell++) {
      int member = cell;
      if (paths.isKept(cell) && terms.stream().allMatch(term -> term.has(member))) {
        int group = known.code(rowGroups[paths.row(cell)], columnGroups[paths.column(cell)]);
        if (group == members.size()) {
          members.add(new IntList());
        }
        members.get(group).add(cell);
      }
    }
    List<int[]> windows = new ArrayList<>();
    for (IntList group : members) {
      int[] cells = group.toArray();
      IndexSort.sort(
          cells,
          0,
          cells.length,
          (left, right) -> {
            int byTerms = order.compare(left, right);
            return byTerms != 0 ? byTerms : paths.compare(left, right);
          });
      windows.add(cells);
    }
    return windows;
  }

  /** For each node a number for which keys its path has and for those of them in a set. */
  private static int[] groups(AxisTree tree, long set) {
    TreePaths paths = new TreePaths(tree);
    Map<List<Long>, Integer> known = new HashMap<>();
    int[] groups = new int[tree.size()];
    for (int node = 0; node < groups.length; node++) {
      List<Long> group = new ArrayList<>(List.of(tree.present(node)));
      int[] codes = paths.codes(node);
      for (int key = 0; key < codes.length; key++) {
        group.add((set >> key & 1) == 1 ? codes[key] : (long) KeyColumn.ALL);
      }
      groups[node] = known.computeIfAbsent(group, absent -> known.size());
    }
    return groups;
  }

  private DoubleColumn shares(BoundWindow window, CellColumn own) {
    DoubleColumn shares = new DoubleColumn(arrangement.cube().size());
    int[] rowTotals = totals(rows.tree(), window.rowGroup());
    int[] columnTotals = totals(columns.tree(), window.columnGroup());
    for (int node = 0; node < rowTotals.length; node++) {
      int row = node;
      arrangement.forEach(
          row,
          (column, cell) -> {
            if (rowTotals[row] < 0 || columnTotals[column] < 0 || own.isNull(cell)) {
              return;
            }
            int total = arrangement.cell(rowTotals[row], columnTotals[column]);
            if (total != Arrangement.NONE && !own.isNull(total) && own.number(total) != 0) {
              shares.set(cell, own.number(cell) / own.number(total));
            }
          });
    }
    return shares;
  }

  /** For each node that of its path with the keys of a set alone, or none. */
  private static int[] totals(AxisTree tree, long set) {
    TreePaths paths = new TreePaths(tree);
    int[] totals = new int[tree.size()];
    for (int node = 0; node < totals.length; node++) {
      long kept = tree.present(node) & set;
      int[] codes = paths.codes(node);
      int total = AxisTree.ROOT;
      for (int key = 0; kept >> key != 0 && total != AxisTree.NONE; key++) {
        total = tree.child(total, (kept >> key & 1) == 1 ? codes[key] : KeyColumn.ALL);
      }
      totals[node] = total;
    }
    return totals;
  }
}
