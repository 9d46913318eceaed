package dev.vane.pivot.schema;

import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.Set;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Brings a client's value into a column's type: numbers as JSON numbers (decimals also as text, NaN
 * and the infinities as "NaN", "Infinity", "-Infinity"), dates and times in ISO 8601, instants with
 * a zone, bytes in base64.
 */
public final class ValueReader {
  private static final int MAX_NUMBER_CHARACTERS = 1_000;

  /** What {@link Double#valueOf} reads under the same names. */
  private static final Set<String> NAMED_FLOATS = Set.of("NaN", "Infinity", "-Infinity");

  private ValueReader() {}

  /**
   * The value in the column's type.
   *
   * @param literal not NULL
   * @param code what an unfit value is reported as
   * @throws VaneException with the code when it is of another kind
   */
  public static TypedValue read(Column column, Literal literal, JsonPath path, ErrorCode code) {
    return switch (column.kind()) {
      case BOOLEAN -> {
        if (literal instanceof Literal.Bool bool) {
          yield TypedValue.exact(bool.value());
        }
        throw unfit(column, literal, path, code, "true or false");
      }
      case INTEGER -> {
        if (literal instanceof Literal.Numeric number) {
          yield ExactNumbers.integer((ArrowType.Int) column.type(), number.value());
        }
        throw unfit(column, literal, path, code, "a number");
      }
      case DECIMAL ->
          ExactNumbers.decimal(
              (ArrowType.Decimal) column.type(), decimalOf(column, literal, path, code));
      case FLOAT -> TypedValue.exact(floatOf(column, literal, path, code));
      case TEXT -> TypedValue.exact(textOf(column, literal, path, code, "a text"));
      case BINARY -> parse(column, literal, path, code, "bytes in base64", ValueReader::bytes);
      case DATE -> parse(column, literal, path, code, "a date such as 2026-01-31", Times::date);
      case TIME ->
          parse(
              column,
              literal,
              path,
              code,
              "a time such as 09:30:00",
              text -> Times.time(text, column.isNanoseconds()));
      case TIMESTAMP ->
          parse(
              column,
              literal,
              path,
              code,
              "a date and time without zone such as 2026-01-31T09:30:00",
              text -> Times.timestamp(text, column.isNanoseconds()));
      case INSTANT ->
          parse(
              column,
              literal,
              path,
              code,
              "a date and time with zone such as 2026-01-31T09:30:00Z",
              text -> Times.instant(text, column.isNanoseconds()));
      case OTHER ->
          throw path.problem(
              code,
              "can't be compared with the field %s; values of its type are only null or not null"
                  .formatted(column.describe()));
    };
  }

  private static BigDecimal decimalOf(
      Column column, Literal literal, JsonPath path, ErrorCode code) {
    if (literal instanceof Literal.Numeric number) {
      return number.value();
    }
    if (literal instanceof Literal.Text text && text.value().length() <= MAX_NUMBER_CHARACTERS) {
      try {
        return new BigDecimal(text.value());
      } catch (NumberFormatException e) {
        throw unfit(column, literal, path, code, "a number, or a text that holds one");
      }
    }
    throw unfit(column, literal, path, code, "a number, or a text that holds one");
  }

  private static Double floatOf(Column column, Literal literal, JsonPath path, ErrorCode code) {
    if (literal instanceof Literal.Numeric number) {
      double value = column.isSingle() ? number.value().floatValue() : number.value().doubleValue();
      if (Double.isInfinite(value)) {
        throw unfit(column, literal, path, code, "a number within the range of its type");
      }
      return value;
    }
    String text = literal instanceof Literal.Text named ? named.value() : "";
    if (NAMED_FLOATS.contains(text)) {
      return Double.valueOf(text);
    }
    throw unfit(column, literal, path, code, "a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
  }

  private static String textOf(
      Column column, Literal literal, JsonPath path, ErrorCode code, String wanted) {
    if (literal instanceof Literal.Text text) {
      return text.value();
    }
    throw unfit(column, literal, path, code, wanted);
  }

  private static TypedValue parse(
      Column column,
      Literal literal,
      JsonPath path,
      ErrorCode code,
      String wanted,
      Function<String, TypedValue> reader) {
    String text = textOf(column, literal, path, code, wanted);
    try {
      return reader.apply(text);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw unfit(column, literal, path, code, wanted);
    }
  }

  private static TypedValue bytes(String text) {
    return TypedValue.exact(Base64.getDecoder().decode(text));
  }

  private static VaneException unfit(
      Column column, Literal literal, JsonPath path, ErrorCode code, String wanted) {
    return path.problem(
        code,
        "is %s, but the field %s wants %s"
            .formatted(literal.describe(), column.describe(), wanted));
  }
}
