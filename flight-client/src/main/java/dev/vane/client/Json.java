package dev.vane.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The few things done to JSON here. Thread-safe. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode texts(Collection<String> values) {
    ArrayNode array = MAPPER.createArrayNode();
    values.forEach(array::add);
    return array;
  }

  /** A path as the wire has it: a single name is a text. */
  static JsonNode path(Collection<String> path) {
    return path.size() == 1
        ? MAPPER.getNodeFactory().textNode(path.iterator().next())
        : texts(path);
  }

  /** A command that the caller wrote as text. */
  static JsonNode command(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The command is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  static JsonNode value(Object value) {
    return MAPPER.valueToTree(value);
  }

  static JsonNode valueOrNull(@Nullable Object value) {
    return value == null ? MAPPER.nullNode() : value(value);
  }

  static byte[] bytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The command cannot be written as JSON.", e);
    }
  }

  static JsonNode parse(byte[] bytes) throws IOException {
    return MAPPER.readTree(bytes);
  }

  static JsonNode parse(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  static Optional<String> text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  static OptionalLong number(JsonNode json, String field) {
    JsonNode value = json.path(field);
    return value.isIntegralNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
  }

  /** The texts of an array; a single text counts as an array of one. */
  static List<String> textList(JsonNode json) {
    if (json.isTextual()) {
      return List.of(json.asText());
    }
    List<String> texts = new ArrayList<>();
    json.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
