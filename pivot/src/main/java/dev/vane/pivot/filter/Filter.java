package dev.vane.pivot.filter;

import dev.vane.pivot.json.Literal;
import java.util.List;

/** A condition on rows as a client wrote it: names are not resolved, values have no type yet. */
public sealed interface Filter {
  /**
   * A column against values.
   *
   * @param values none for {@code is null} and {@code is not null}, two for {@code between}, any
   *     number for {@code in} and {@code not in}, else one
   * @param ignoresCase whether texts that differ in case alone are the same
   */
  record Comparison(
      String field, FilterOperator operator, List<Literal> values, boolean ignoresCase)
      implements Filter {
    public Comparison {
      values = List.copyOf(values);
    }
  }

  /** True when every condition is; so an empty list is true. */
  record And(List<Filter> conditions) implements Filter {
    public And {
      conditions = List.copyOf(conditions);
    }
  }

  /** True when some condition is; so an empty list is false. */
  record Or(List<Filter> conditions) implements Filter {
    public Or {
      conditions = List.copyOf(conditions);
    }
  }

  /** True when the condition is false. */
  record Not(Filter condition) implements Filter {}
}
