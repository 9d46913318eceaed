package dev.vane.pivot;

import java.util.List;

/**
 * Which totals an answer has beside its leaves.
 *
 * @param rows where the grand total row stands, and the subtotal rows beside what they add up
 * @param columns the same of the column axis
 * @param subtotals names of row fields after which the row axis is rolled up, in the axis' order
 * @param columnSubtotals the same of the column axis
 * @param groupings sets of row fields that have totals although a field before one of them is
 *     rolled up, each in the axis' order
 * @param columnGroupings the same of the column axis
 */
public record Totals(
    Position rows,
    Position columns,
    List<String> subtotals,
    List<String> columnSubtotals,
    List<List<String>> groupings,
    List<List<String>> columnGroupings) {
  /** Where a total stands. Subtotals without a grand total come after. */
  public enum Position {
    /** No grand total. */
    NONE,
    BEFORE,
    AFTER
  }

  /** No totals at all. */
  public static final Totals NONE = new Totals(Position.NONE, Position.NONE, List.of(), List.of());

  /** Totals of which each set of fields is a subtotal. */
  public Totals(
      Position rows, Position columns, List<String> subtotals, List<String> columnSubtotals) {
    this(rows, columns, subtotals, columnSubtotals, List.of(), List.of());
  }

  /** Those of the column axis alone. */
  Totals ofColumns() {
    return new Totals(
        Position.NONE, columns, List.of(), columnSubtotals, List.of(), columnGroupings);
  }

  public Totals {
    subtotals = List.copyOf(subtotals);
    columnSubtotals = List.copyOf(columnSubtotals);
    groupings = groupings.stream().map(List::copyOf).toList();
    columnGroupings = columnGroupings.stream().map(List::copyOf).toList();
  }
}
