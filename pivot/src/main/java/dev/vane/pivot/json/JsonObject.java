package dev.vane.pivot.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object of a command and where it stands, so that every complaint can say so. A key whose value
 * is JSON's null counts as absent, except for {@link #has}.
 */
public final class JsonObject {
  private final ObjectNode node;
  private final JsonPath path;
  private final ErrorCode code;

  private JsonObject(ObjectNode node, JsonPath path, ErrorCode code) {
    this.node = node;
    this.path = path;
    this.code = code;
  }

  /**
   * The object at a path.
   *
   * @param code what a wrong shape is reported as
   */
  public static JsonObject of(JsonNode node, JsonPath path, ErrorCode code) {
    if (node instanceof ObjectNode object) {
      return new JsonObject(object, path, code);
    }
    throw path.problem(code, "must be a JSON object, not " + Shapes.describe(node));
  }

  /**
   * An object as it stands, at a path.
   *
   * @param code what a wrong shape is reported as
   */
  public static ObjectNode node(JsonNode node, JsonPath path, ErrorCode code) {
    return of(node, path, code).node;
  }

  public JsonPath path() {
    return path;
  }

  /** The path of a key of this object. */
  public JsonPath path(String key) {
    return path.key(key);
  }

  /**
   * Refuses every key that is neither known nor known to be missing.
   *
   * @param notOffered keys whose meaning is fixed and that can't be answered yet; null asks for
   *     nothing and is taken
   */
  public void requireKeys(Set<String> known, Set<String> notOffered) {
    for (String key : keys()) {
      if (known.contains(key)) {
        continue;
      }
      if (notOffered.contains(key)) {
        if (get(key) == null) {
          continue;
        }
        throw path.key(key)
            .problem(ErrorCode.OPTION_UNSUPPORTED, "is not offered yet; leave it out");
      }
      Collection<String> candidates = new LinkedHashSet<>(known);
      candidates.addAll(notOffered);
      String near =
          Suggestions.nearest(key, candidates)
              .map(name -> " Did you mean " + Names.quoted(name) + "?")
              .orElseGet(
                  () -> " Valid: " + String.join(", ", known.stream().sorted().toList()) + ".");
      throw new VaneException(
          ErrorCode.COMMAND_UNKNOWN_KEY,
          "Unknown key " + Names.quoted(key) + path.where() + "." + near);
    }
  }

  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** Whether the key is there, even with null. */
  public boolean has(String key) {
    return node.has(key);
  }

  /** The value, or null when the key is absent or null. */
  public @Nullable JsonNode get(String key) {
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  /** The value as it stands, null included. */
  public JsonNode raw(String key) {
    JsonNode value = node.get(key);
    if (value == null) {
      throw missing(key);
    }
    return value;
  }

  public String text(String key) {
    return optionalText(key).orElseThrow(() -> missing(key));
  }

  public Optional<String> optionalText(String key) {
    JsonNode value = get(key);
    return value == null ? Optional.empty() : Optional.of(text(value, path.key(key), code));
  }

  public boolean flag(String key, boolean absent) {
    JsonNode value = get(key);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw path.key(key).problem(code, "must be true or false, not " + Shapes.describe(value));
    }
    return value.booleanValue();
  }

  /** A whole number from 0 on. */
  public OptionalLong count(String key) {
    JsonNode value = get(key);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw path.key(key)
          .problem(code, "must be a whole number from 0 on, not " + Shapes.describe(value));
    }
    return OptionalLong.of(value.longValue());
  }

  /** The elements of a list; empty when the key is absent. */
  public List<JsonNode> list(String key) {
    JsonNode value = get(key);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw path.key(key).problem(code, "must be a list, not " + Shapes.describe(value));
    }
    List<JsonNode> elements = new ArrayList<>();
    value.forEach(elements::add);
    return List.copyOf(elements);
  }

  /** The complaint that a key is missing. */
  public VaneException missing(String key) {
    return path.key(key).problem(code, "is missing");
  }

  /** A text, or the complaint that it isn't one. */
  public static String text(JsonNode value, JsonPath path, ErrorCode code) {
    if (!value.isTextual()) {
      throw path.problem(code, "must be a text, not " + Shapes.describe(value));
    }
    return value.textValue();
  }
}
