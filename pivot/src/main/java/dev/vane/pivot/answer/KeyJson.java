package dev.vane.pivot.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import org.apache.arrow.vector.FieldVector;

/**
 * A key as a JSON scalar: text, finite numbers and booleans as such, NULL as null, other floats as
 * "NaN", "Infinity" and "-Infinity", decimals as plain text, dates and times in ISO 8601, an
 * instant in UTC, bytes in base64.
 */
final class KeyJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private KeyJson() {}

  static JsonNode read(FieldVector vector, int row) {
    return vector.isNull(row) ? NODES.nullNode() : scalar(CellValues.read(vector, row));
  }

  /** A value of one of the classes that statements' parameters and vectors have. */
  static JsonNode scalar(Object value) {
    if (value instanceof Boolean bool) {
      return NODES.booleanNode(bool);
    }
    if (value instanceof Long number) {
      return NODES.numberNode(number);
    }
    if (value instanceof BigInteger number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Double number) {
      return Double.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(number.toString());
    }
    if (value instanceof Float number) {
      return Float.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(number.toString());
    }
    if (value instanceof BigDecimal decimal) {
      return NODES.textNode(decimal.toPlainString());
    }
    if (value instanceof byte[] bytes) {
      return NODES.textNode(Base64.getEncoder().encodeToString(bytes));
    }
    if (value instanceof LocalDateTime timestamp) {
      return NODES.textNode(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(timestamp));
    }
    if (value instanceof LocalTime time) {
      return NODES.textNode(DateTimeFormatter.ISO_LOCAL_TIME.format(time));
    }
    return NODES.textNode(value.toString());
  }
}
