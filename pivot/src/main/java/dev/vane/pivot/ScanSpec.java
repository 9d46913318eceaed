package dev.vane.pivot;

import dev.vane.pivot.filter.Filter;
import dev.vane.pivot.source.TableReference;
import dev.vane.spi.AsOf;
import dev.vane.spi.VersionRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A question for rows as they are stored.
 *
 * @param changes asks for the rows that these versions changed instead
 * @param columns fields in the order wanted; empty for all
 */
public record ScanSpec(
    TableReference table,
    AsOf asOf,
    Optional<VersionRange> changes,
    List<String> columns,
    List<Filter> filters,
    List<SortItem> sort,
    OptionalLong limit) {
  public ScanSpec {
    columns = List.copyOf(columns);
    filters = List.copyOf(filters);
    sort = List.copyOf(sort);
  }
}
