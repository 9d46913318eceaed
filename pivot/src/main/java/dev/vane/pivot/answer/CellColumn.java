package dev.vane.pivot.answer;

import dev.vane.pivot.cube.IndexOrder;
import java.math.BigDecimal;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** A measure's values by cell of the cube. Safe for many threads. */
interface CellColumn {
  /** The type of what is sent. */
  FieldType type();

  /** The children of a nested type. */
  default List<Field> children() {
    return List.of();
  }

  boolean isNull(int cell);

  /** The order of values that are not NULL. */
  IndexOrder order();

  /** Whether the values are numbers. */
  boolean isNumeric();

  /** Whether the values are integers or decimals. */
  boolean isExact();

  /** A number that is not NULL. */
  double number(int cell);

  /** An integer or a decimal that is not NULL. */
  BigDecimal exact(int cell);

  /** A value that is not NULL, of a class that statements' parameters have. */
  Object value(int cell);

  /** Copies the value of a cell, which may be NULL, to a vector of {@link #type}. */
  void copy(int cell, FieldVector target, int row);
}
