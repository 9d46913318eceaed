package dev.vane.spi;

import org.apache.arrow.vector.types.pojo.Field;

/**
 * A column to make of a query's rows.
 *
 * @param field its name and type
 * @param source the query's column that it is cast from, counted from 0; {@link #ABSENT} for NULL
 */
public record OutputColumn(Field field, int source) {
  /** No column of the query: every row has NULL. */
  public static final int ABSENT = -1;
}
