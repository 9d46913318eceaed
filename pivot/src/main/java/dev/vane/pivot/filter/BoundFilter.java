package dev.vane.pivot.filter;

import dev.vane.pivot.schema.Column;
import dev.vane.pivot.sql.Parameter;
import java.util.List;

/**
 * A condition over typed columns, reduced to few forms. Each is true or false for every row: a
 * comparison with a NULL in the row is false, and {@link Not} turns that over.
 */
public sealed interface BoundFilter {
  /** The same for every row. */
  record Always(boolean value) implements BoundFilter {}

  /** True where the column is NULL. */
  record IsNull(Column column) implements BoundFilter {}

  /** The column against one value. */
  record Compare(Column column, Relation relation, Parameter value) implements BoundFilter {}

  /** The column is one of the values. */
  record AnyOf(Column column, List<Parameter> values) implements BoundFilter {
    public AnyOf {
      values = List.copyOf(values);
    }
  }

  /**
   * A text column against a text.
   *
   * @param operator one of the operators of text, or EQUAL
   * @param ignoresCase whether texts that differ in case alone are the same
   */
  record TextMatch(Column column, FilterOperator operator, String text, boolean ignoresCase)
      implements BoundFilter {}

  /** All conditions are true. */
  record All(List<BoundFilter> conditions) implements BoundFilter {
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  /** Some condition is true. */
  record Any(List<BoundFilter> conditions) implements BoundFilter {
    public Any {
      conditions = List.copyOf(conditions);
    }
  }

  /** The condition is false. */
  record Not(BoundFilter condition) implements BoundFilter {}

  /** How a column and a value are compared. */
  enum Relation {
    EQUAL("="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String sql;

    Relation(String sql) {
      this.sql = sql;
    }

    String sql() {
      return sql;
    }
  }
}
