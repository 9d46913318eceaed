package dev.vane.pivot.schema;

import dev.vane.pivot.sql.Parameter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Numbers brought into exact types without a rounding that would change a comparison. */
final class ExactNumbers {
  /** More digits before the point than any exact type has. */
  private static final int BEYOND_ANY = 100;

  private ExactNumbers() {}

  static TypedValue integer(ArrowType.Int type, BigDecimal value) {
    BigInteger least =
        type.getIsSigned() ? BigInteger.TWO.pow(type.getBitWidth() - 1).negate() : BigInteger.ZERO;
    BigInteger greatest =
        BigInteger.TWO
            .pow(type.getIsSigned() ? type.getBitWidth() - 1 : type.getBitWidth())
            .subtract(BigInteger.ONE);
    return fit(value, 0, least, greatest, ExactNumbers::narrow);
  }

  static TypedValue decimal(ArrowType.Decimal type, BigDecimal value) {
    BigInteger greatest = BigInteger.TEN.pow(type.getPrecision()).subtract(BigInteger.ONE);
    return fit(
        value,
        type.getScale(),
        greatest.negate(),
        greatest,
        unscaled -> new BigDecimal(unscaled, type.getScale()));
  }

  private static TypedValue fit(
      BigDecimal value,
      int scale,
      BigInteger least,
      BigInteger greatest,
      java.util.function.Function<BigInteger, Object> result) {
    // The exponent is the client's: look at it before a power of ten of that size is computed.
    long digitsBeforePoint = (long) value.precision() - value.scale();
    if (value.signum() != 0 && digitsBeforePoint > BEYOND_ANY) {
      return TypedValue.outside(value.signum() > 0);
    }
    BigInteger floor;
    boolean exact;
    if (value.signum() != 0 && digitsBeforePoint < -BEYOND_ANY) {
      floor = value.signum() > 0 ? BigInteger.ZERO : BigInteger.ONE.negate();
      exact = false;
    } else {
      BigDecimal rounded = value.setScale(scale, RoundingMode.FLOOR);
      floor = rounded.unscaledValue();
      exact = rounded.compareTo(value) == 0;
    }
    if (floor.compareTo(least) < 0) {
      return TypedValue.outside(false);
    }
    if (floor.compareTo(greatest) > 0) {
      return TypedValue.outside(true);
    }
    return TypedValue.of(Parameter.of(result.apply(floor)), exact);
  }

  private static Object narrow(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }
}
