package dev.vane.pivot.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.spi.Names;

/** What a JSON value is, in words for a message; long input is quoted only in part. */
public final class Shapes {
  private Shapes() {}

  /** Such as "the number 5" or "a list". */
  public static String describe(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "an object";
      case BOOLEAN -> node.asText();
      case NULL, MISSING -> "null";
      case NUMBER -> "the number " + Names.quoted(node.asText()).replace("'", "");
      case STRING -> "the text " + Names.quoted(node.asText());
      case BINARY -> "bytes";
    };
  }
}
