package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.pivot.json.Shapes;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads a path: a list of keys, or the {@code _path_id} of a row. */
final class PathParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private PathParser() {}

  /**
   * Reads a path.
   *
   * @param most how many keys it may have
   */
  static List<Literal> parse(JsonNode node, JsonPath path, int most) {
    JsonNode keys = keys(node, path, most);
    List<Literal> literals = new ArrayList<>();
    for (int index = 0; index < keys.size(); index++) {
      literals.add(Literal.parse(keys.get(index), path.index(index), CODE));
    }
    return literals;
  }

  /** The list of keys as it stands. */
  static JsonNode keys(JsonNode node, JsonPath path, int most) {
    JsonNode keys = node.isTextual() ? decode(node.textValue(), path) : node;
    if (!keys.isArray()) {
      throw path.problem(
          CODE, "must be a list of keys or a _path_id of the answer, not " + Shapes.describe(node));
    }
    if (keys.size() > most) {
      throw path.problem(CODE, "has %d keys, and may have %d at most".formatted(keys.size(), most));
    }
    return keys;
  }

  private static JsonNode decode(String text, JsonPath path) {
    try {
      String keys = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      return StrictJson.parse("{\"keys\": " + keys + "}").path("keys");
    } catch (IllegalArgumentException | VaneException e) {
      throw new VaneException(
          CODE,
          path.problem(CODE, "is no _path_id of an answer; send one unchanged, or a list of keys")
              .text(),
          e);
    }
  }
}
