package dev.vane.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression that a client wrote over the columns of one table, found to read nothing but them
 * and its parameters. Immutable.
 */
public interface UserExpression {
  /**
   * The expression for any relation that has the table's columns.
   *
   * @param parameters all values of the statement, of which it takes its own; besides those of
   *     {@link SqlQuery} {@link TypedText}
   */
  SqlQuery bind(List<@Nullable Object> parameters);
}
