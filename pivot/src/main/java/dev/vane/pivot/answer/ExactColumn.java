package dev.vane.pivot.answer;

import dev.vane.pivot.cube.IndexOrder;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.math.BigDecimal;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/** Computed integers or decimals; not changed once another thread sees it. */
final class ExactColumn implements CellColumn {
  private static final int WIDEST = 38;
  private static final ArrowType INTEGER = new ArrowType.Int(Long.SIZE, true);

  private final @Nullable BigDecimal[] values;
  private final FieldType type;
  private final String alias;

  private ExactColumn(int size, ArrowType type, String alias) {
    values = new @Nullable BigDecimal[size];
    this.type = FieldType.nullable(type);
    this.alias = alias;
  }

  /**
   * Nothing but NULLs.
   *
   * @param like what the values are computed from: integers give INT64, decimals DECIMAL(38, s)
   * @param alias for messages
   */
  static ExactColumn of(int size, CellColumn like, String alias) {
    return new ExactColumn(
        size,
        like.type().getType() instanceof ArrowType.Decimal decimal
            ? new ArrowType.Decimal(WIDEST, decimal.getScale(), decimal.getBitWidth())
            : INTEGER,
        alias);
  }

  /** Nothing but NULLs, for numbers that are counted out. */
  static ExactColumn ofIntegers(int size) {
    return new ExactColumn(size, INTEGER, "");
  }

  void set(int cell, BigDecimal value) {
    values[cell] = value;
  }

  @Override
  public FieldType type() {
    return type;
  }

  @Override
  public boolean isNull(int cell) {
    return values[cell] == null;
  }

  @Override
  public IndexOrder order() {
    return (left, right) -> exact(left).compareTo(exact(right));
  }

  @Override
  public boolean isNumeric() {
    return true;
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public double number(int cell) {
    return exact(cell).doubleValue();
  }

  @Override
  public BigDecimal exact(int cell) {
    BigDecimal value = values[cell];
    if (value == null) {
      throw new IllegalStateException("The value is NULL");
    }
    return value;
  }

  @Override
  public Object value(int cell) {
    return exact(cell);
  }

  @Override
  public void copy(int cell, FieldVector target, int row) {
    BigDecimal value = values[cell];
    if (value == null) {
      target.setNull(row);
      return;
    }
    try {
      if (target instanceof DecimalVector decimals) {
        decimals.setSafe(row, value);
      } else {
        ((BigIntVector) target).setSafe(row, value.longValueExact());
      }
    } catch (ArithmeticException | UnsupportedOperationException e) {
      throw new VaneException(
          ErrorCode.NUMERIC_OVERFLOW,
          "The measure %s is %s in one place, which its type %s does not hold. Compute it from floats, or filter."
              .formatted(Names.quoted(alias), value.toPlainString(), type.getType()),
          e);
    }
  }
}
