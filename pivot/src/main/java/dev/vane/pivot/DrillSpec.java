package dev.vane.pivot;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A question for the rows behind a cell of a pivot's answer.
 *
 * @param question the pivot
 * @param row the cell's row path; shorter for a total
 * @param column the cell's column path; shorter for a total
 * @param measure whose filters the rows also fulfil
 * @param columns fields in the order wanted; empty for all
 * @param versions of the tables that the answer was made from, as it told; empty for what the
 *     question itself asks for
 */
public record DrillSpec(
    PivotSpec question,
    List<DrillKey> row,
    List<DrillKey> column,
    Optional<String> measure,
    List<String> columns,
    List<SortItem> sort,
    OptionalLong limit,
    List<Long> versions) {
  public DrillSpec {
    row = List.copyOf(row);
    column = List.copyOf(column);
    columns = List.copyOf(columns);
    sort = List.copyOf(sort);
    versions = List.copyOf(versions);
  }
}
