package dev.vane.pivot.plan;

import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.sql.Parameter;
import java.util.Optional;

/**
 * A key of a path that a question names.
 *
 * @param possible whether the key's column can have the value at all
 * @param value empty for NULL
 */
public record PathKey(boolean possible, Optional<Parameter> value) {
  /** The condition that a column has this key. */
  BoundFilter condition(Column column) {
    if (!possible) {
      return new BoundFilter.Always(false);
    }
    return value
        .<BoundFilter>map(
            parameter -> new BoundFilter.Compare(column, BoundFilter.Relation.EQUAL, parameter))
        .orElseGet(() -> new BoundFilter.IsNull(column));
  }
}
