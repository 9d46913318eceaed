package dev.vane.pivot.plan;

import java.util.List;

/**
 * A limit on the column axis, beyond which paths are one path of others.
 *
 * @param paths most presented column paths, totals and the others included
 * @param cut how many keys the paths have that are kept or not: all of them, or the first, so that
 *     a total is of all that it is called after
 * @param order of each key
 */
record LimitedColumns(long paths, int cut, List<KeyOrder> order) {
  LimitedColumns {
    order = List.copyOf(order);
  }
}
