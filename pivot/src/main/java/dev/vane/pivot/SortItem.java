package dev.vane.pivot;

import dev.vane.pivot.json.Literal;
import java.util.List;

/**
 * One term of an order.
 *
 * @param field a row field, a column field or a measure, by its name in the answer; of a scan, a
 *     field of the table
 * @param column for a measure, the column path whose values decide, from the first column field on;
 *     a shorter one is that total, an empty one the row's total over the whole column axis
 * @param listed for a key, values that come first, in this order
 */
public record SortItem(
    String field,
    boolean descending,
    boolean nullsFirst,
    List<Literal> column,
    List<Literal> listed) {
  public SortItem {
    column = List.copyOf(column);
    listed = List.copyOf(listed);
  }
}
