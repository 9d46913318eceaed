package dev.vane.pivot.answer;

import dev.vane.pivot.ShowAs;
import dev.vane.pivot.cube.Arrangement;
import java.util.Arrays;

/** For each cell the cell that it is compared with, or {@link Arrangement#NONE}. */
final class Comparisons {
  private Comparisons() {}

  /** With the same place in another period. */
  static int[] shifted(Arrangement arrangement, ShiftedPeriods periods, boolean onRows) {
    int[] others = none(arrangement.cube().size());
    int[] nodes = periods.nodes();
    for (int node = 0; node < arrangement.rows().size(); node++) {
      int row = node;
      arrangement.forEach(
          row,
          (column, cell) -> {
            int other = nodes[onRows ? row : column];
            if (other >= 0) {
              others[cell] = arrangement.cell(onRows ? other : row, onRows ? column : other);
            }
          });
    }
    return others;
  }

  /**
   * With another member of the series.
   *
   * @param code of the member's key, where it is named by its value; -1 where no row has it
   * @param cells how many cells there are
   */
  static int[] members(Series series, ShowAs.Item item, int code, int cells) {
    int[] others = none(cells);
    for (int number = 0; number < series.size(); number++) {
      int fixed =
          item instanceof ShowAs.Item.Value ? named(series, number, code) : Arrangement.NONE;
      for (int member = series.start(number); member < series.start(number + 1); member++) {
        others[series.cell(member)] =
            item instanceof ShowAs.Item.Value ? fixed : neighbour(series, item, number, member);
      }
    }
    return others;
  }

  private static int neighbour(Series series, ShowAs.Item item, int number, int member) {
    if (item instanceof ShowAs.Item.Previous) {
      return member > series.start(number) && series.place(member - 1) == series.place(member) - 1
          ? series.cell(member - 1)
          : Arrangement.NONE;
    }
    return member + 1 < series.start(number + 1)
            && series.place(member + 1) == series.place(member) + 1
        ? series.cell(member + 1)
        : Arrangement.NONE;
  }

  private static int named(Series series, int number, int code) {
    for (int index = series.start(number); index < series.start(number + 1); index++) {
      if (series.code(index) == code) {
        return series.cell(index);
      }
    }
    return Arrangement.NONE;
  }

  private static int[] none(int cells) {
    int[] others = new int[cells];
    Arrays.fill(others, Arrangement.NONE);
    return others;
  }
}
