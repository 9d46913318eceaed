package dev.vane.gateway.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads commands and writes answers. Stateless. */
public final class Commands {
  private Commands() {}

  /**
   * Reads one JSON object of a bounded size.
   *
   * @param maxBytes limits.command_size
   * @throws VaneException {@link ErrorCode#COMMAND_INVALID}, {@link ErrorCode#LIMIT_COMMAND_SIZE}
   */
  public static ObjectNode read(byte[] json, long maxBytes) {
    if (json.length > maxBytes) {
      throw new VaneException(
          ErrorCode.LIMIT_COMMAND_SIZE,
          "The command has %,d bytes, and limits.command_size allows %,d. Shorten it, or raise the limit."
              .formatted(json.length, maxBytes));
    }
    return StrictJson.parse(json);
  }

  /** The object as the root of a command. */
  public static JsonObject root(JsonNode node) {
    return JsonObject.of(node, JsonPath.ROOT, ErrorCode.COMMAND_INVALID);
  }

  /** An object to fill. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** As UTF-8. */
  public static byte[] write(JsonNode node) {
    return StrictJson.write(node).getBytes(StandardCharsets.UTF_8);
  }

  /** A list of texts, if the key is there. */
  public static Optional<List<String>> texts(JsonObject object, String key) {
    if (object.get(key) == null) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : object.list(key)) {
      texts.add(
          JsonObject.text(
              element, object.path(key).index(texts.size()), ErrorCode.COMMAND_INVALID));
    }
    return Optional.of(texts);
  }

  /** A name, or a path of names, if the key is there. */
  public static Optional<List<String>> path(JsonObject object, String key) {
    JsonNode node = object.get(key);
    return node != null && node.isTextual()
        ? Optional.of(List.of(node.textValue()))
        : texts(object, key);
  }

  /** One of some words, case ignored, if the key is there. */
  public static <V> Optional<V> oneOf(JsonObject object, String key, Map<String, V> words) {
    return object
        .optionalText(key)
        .map(
            text -> {
              V value = words.get(text.toLowerCase(Locale.ROOT));
              if (value == null) {
                throw new VaneException(
                    ErrorCode.COMMAND_INVALID,
                    "%s is %s.%s"
                        .formatted(
                            object.path(key).text(),
                            Names.quoted(text),
                            Suggestions.hint(text, words.keySet())));
              }
              return value;
            });
  }
}
