package dev.vane.spi;

import java.util.List;

/**
 * New values for some columns of the rows that fulfil a condition.
 *
 * @param assignments at least one
 * @param condition as for {@link Storage#delete}
 */
public record RowUpdate(List<Assignment> assignments, SqlQuery condition) {
  public RowUpdate {
    assignments = List.copyOf(assignments);
  }

  /**
   * A column's new value.
   *
   * @param column as the table spells it
   * @param value an expression over the table's columns as they were before
   */
  public record Assignment(String column, SqlQuery value) {}
}
