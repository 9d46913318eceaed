package dev.vane.pivot.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON as a command is read: numbers keep every digit, a repeated key is an error. Stateless. */
public final class StrictJson {
  /** More than any limit of nesting that has a name, so that it is the one that is told. */
  private static final int MAX_NESTING = 4_000;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /**
   * Reads one JSON object from UTF-8.
   *
   * @throws VaneException {@link ErrorCode#COMMAND_INVALID} when the bytes are anything else
   */
  public static ObjectNode parse(byte[] bytes) {
    try {
      if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "The command is not valid JSON: "
              + e.getOriginalMessage().replaceAll(", from `[^`]*`", "")
              + (e.getLocation() == null
                  ? ""
                  : " (line %d, column %d)"
                      .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()))
              + ".",
          e);
    } catch (IOException e) {
      throw new VaneException(ErrorCode.COMMAND_INVALID, "The command is not valid UTF-8.", e);
    }
    throw new VaneException(
        ErrorCode.COMMAND_INVALID, "The command is not a JSON object; it begins with '{'.");
  }

  /** Reads one JSON object from a text. */
  public static ObjectNode parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The node as compact JSON, keys in the node's order. */
  public static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A JSON tree can always be written", e);
    }
  }
}
