package dev.vane.spi;

import java.util.List;

/**
 * Which rows a change is about.
 *
 * @param predicate a condition over the columns of a relation called {@link #ALIAS}, in the
 *     engine's dialect, with its values; true or false for every row
 * @param conditions what each of the rows fulfils, for leaving out files early
 */
public record RowCondition(SqlQuery predicate, List<ColumnCondition> conditions) {
  /** The name of the relation in the predicate. */
  public static final String ALIAS = "source";

  public RowCondition {
    conditions = List.copyOf(conditions);
  }
}
