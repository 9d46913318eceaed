package dev.vane.cli.output;

import dev.vane.cli.output.TableOutput.Column;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a row are rolled up, from SQL's GROUPING_ID: the first key is the highest bit, 0 is
 * a row of the finest level.
 *
 * @param grouping the row's grouping id
 * @param keys positions of the key fields, in order
 */
record TotalRow(long grouping, List<Integer> keys) {
  static List<TotalRow> all(List<Column> columns, List<List<@Nullable Object>> values, int rows) {
    List<Integer> keys = new ArrayList<>();
    int groupingColumn = -1;
    for (int column = 0; column < columns.size(); column++) {
      if (columns.get(column).role().key()) {
        keys.add(column);
      }
      if (columns.get(column).grouping()) {
        groupingColumn = column;
      }
    }
    List<TotalRow> totals = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      Object grouping = groupingColumn < 0 ? null : values.get(groupingColumn).get(row);
      totals.add(new TotalRow(grouping instanceof Number number ? number.longValue() : 0, keys));
    }
    return totals;
  }

  /** Whether it is the total of everything, which stands apart from the rest. */
  boolean apart() {
    return grouping != 0 && grouping == (1L << keys.size()) - 1;
  }

  /** The text for a key: a NULL is told from a key that is rolled up. */
  String keyText(int column, @Nullable Object value, String text) {
    int key = keys.indexOf(column);
    if (!rolledUp(key)) {
      return value == null ? "(null)" : text;
    }
    return key == 0 || !rolledUp(key - 1) ? "total" : "";
  }

  private boolean rolledUp(int key) {
    return (grouping >> (keys.size() - 1 - key) & 1) == 1;
  }
}
