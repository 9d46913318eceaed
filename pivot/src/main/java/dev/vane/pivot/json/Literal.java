package dev.vane.pivot.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vane.spi.ErrorCode;
import java.math.BigDecimal;

/** A value as a client wrote it, before the column that it is compared with gives it a type. */
public sealed interface Literal {
  /** NULL. */
  record Null() implements Literal {}

  /** True or false. */
  record Bool(boolean value) implements Literal {}

  /** A number, exactly; equal numbers are equal literals however they were written. */
  record Numeric(BigDecimal value) implements Literal {
    public Numeric {
      value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }
  }

  /** A text: also what a date, a time, a decimal or bytes are written as. */
  record Text(String value) implements Literal {}

  /** Reads a JSON scalar. */
  static Literal parse(JsonNode node, JsonPath path, ErrorCode code) {
    return switch (node.getNodeType()) {
      case NULL -> new Null();
      case BOOLEAN -> new Bool(node.booleanValue());
      case NUMBER -> new Numeric(node.decimalValue());
      case STRING -> new Text(node.textValue());
      case ARRAY, OBJECT, BINARY, MISSING, POJO ->
          throw path.problem(
              code, "must be a text, a number, true, false or null, not " + Shapes.describe(node));
    };
  }

  /** The literal as JSON. */
  default JsonNode toJson() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (this instanceof Bool bool) {
      return nodes.booleanNode(bool.value());
    }
    if (this instanceof Numeric number) {
      return nodes.numberNode(number.value());
    }
    if (this instanceof Text text) {
      return nodes.textNode(text.value());
    }
    return nodes.nullNode();
  }

  /** The literal in words, for messages. */
  default String describe() {
    return Shapes.describe(toJson());
  }
}
