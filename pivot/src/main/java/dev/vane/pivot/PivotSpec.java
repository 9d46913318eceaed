package dev.vane.pivot;

import dev.vane.pivot.filter.Filter;
import dev.vane.spi.AsOf;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A pivot question, complete: every default filled in, every alias spelled the canonical way. Two
 * questions that mean the same have the same {@link #canonical} text.
 *
 * @param limit leaf row paths kept
 */
public record PivotSpec(
    TableReference table,
    AsOf asOf,
    List<Dimension> rows,
    List<Dimension> columns,
    List<Measure> measures,
    List<Filter> filters,
    Totals totals,
    List<SortItem> sort,
    OptionalLong limit,
    ResultForm result) {
  public PivotSpec {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    measures = List.copyOf(measures);
    filters = List.copyOf(filters);
    sort = List.copyOf(sort);
  }

  /** The question as JSON that reads back as the same question. */
  public String canonical() {
    return PivotSpecJson.write(this);
  }

  /** The names of all keys and measures. */
  Stream<String> names() {
    return Stream.concat(
        Stream.concat(rows.stream(), columns.stream()).map(Dimension::name),
        measures.stream().map(Measure::alias));
  }
}
