package dev.vane.pivot.plan;

import dev.vane.pivot.Window;
import java.util.ArrayList;
import java.util.List;

/** Resolves the fields of windows. */
final class WindowBinder {
  private final List<AxisKey> rows;
  private final List<AxisKey> columns;
  private final List<RowOrder> rowOrder;
  private final List<KeyOrder> columnOrder;

  WindowBinder(
      List<AxisKey> rows,
      List<AxisKey> columns,
      List<RowOrder> rowOrder,
      List<KeyOrder> columnOrder) {
    this.rows = rows;
    this.columns = columns;
    this.rowOrder = rowOrder;
    this.columnOrder = columnOrder;
  }

  BoundWindow bind(Window window) {
    List<BoundWindow.Term> order = new ArrayList<>();
    window.orderBy().forEach(name -> order.add(term(name)));
    if (window.groupBy().isPresent()) {
      List<String> group = window.groupBy().get();
      return new BoundWindow(window, set(rows, group), set(columns, group), order);
    }
    if (!window.function().isFramed()) {
      return new BoundWindow(window, 0, 0, order);
    }
    // Whatever the cells are not ordered along stays the same.
    return new BoundWindow(
        window,
        LevelPair.first(rows.size()) & ~set(rows, window.orderBy()),
        LevelPair.first(columns.size()) & ~set(columns, window.orderBy()),
        order);
  }

  private BoundWindow.Term term(String name) {
    int row = names(rows).indexOf(name);
    int column = names(columns).indexOf(name);
    if (row < 0 && column < 0) {
      return new BoundWindow.Term.Measure(name);
    }
    return row >= 0
        ? new BoundWindow.Term.Key(true, row + 1, rowOrder(row))
        : new BoundWindow.Term.Key(false, column + 1, columnOrder.get(column));
  }

  private KeyOrder rowOrder(int key) {
    for (RowOrder order : rowOrder) {
      if (order instanceof RowKeyOrder byKey && byKey.key() == key) {
        return byKey.order();
      }
    }
    return KeyOrder.ASCENDING;
  }

  private static long set(List<AxisKey> axis, List<String> names) {
    long set = 0;
    for (int key = 0; key < axis.size(); key++) {
      set |= names.contains(axis.get(key).name()) ? 1L << key : 0;
    }
    return set;
  }

  private static List<String> names(List<AxisKey> axis) {
    return axis.stream().map(AxisKey::name).toList();
  }
}
