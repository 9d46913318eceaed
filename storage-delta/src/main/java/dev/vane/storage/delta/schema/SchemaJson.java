package dev.vane.storage.delta.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Schemas in Delta's JSON form. */
public final class SchemaJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern DECIMAL =
      Pattern.compile("decimal\\(\\s*(\\d+)\\s*,\\s*(-?\\d+)\\s*\\)");

  private SchemaJson() {}

  public static String write(DeltaType.Struct schema) {
    return node(schema).toString();
  }

  /**
   * Reads a schema.
   *
   * @throws VaneException {@link ErrorCode#TABLE_UNREADABLE} naming the column whose type isn't
   *     known here
   */
  public static DeltaType.Struct read(String json) {
    try {
      return struct(MAPPER.readTree(json), "");
    } catch (JsonProcessingException e) {
      throw new VaneException(
          ErrorCode.STORAGE_CORRUPT, "The table's schema is no JSON; its log is damaged.", e);
    }
  }

  private static JsonNode node(DeltaType type) {
    if (type instanceof DeltaType.Primitive primitive) {
      return TextNode.valueOf(primitive.jsonName());
    }
    if (type instanceof DeltaType.Decimal decimal) {
      return TextNode.valueOf(decimal.describe());
    }
    ObjectNode node = NODES.objectNode();
    if (type instanceof DeltaType.Array array) {
      node.put("type", "array");
      node.set("elementType", node(array.element()));
      node.put("containsNull", array.containsNull());
    } else if (type instanceof DeltaType.Map map) {
      node.put("type", "map");
      node.set("keyType", node(map.key()));
      node.set("valueType", node(map.value()));
      node.put("valueContainsNull", map.valueContainsNull());
    } else if (type instanceof DeltaType.Struct struct) {
      node.put("type", "struct");
      ArrayNode fields = node.putArray("fields");
      for (DeltaField field : struct.fields()) {
        ObjectNode child = fields.addObject();
        child.put("name", field.name());
        child.set("type", node(field.type()));
        child.put("nullable", field.nullable());
        child.set("metadata", field.metadata());
      }
    }
    return node;
  }

  private static DeltaType.Struct struct(JsonNode node, String path) {
    List<DeltaField> fields = new ArrayList<>();
    for (JsonNode field : node.path("fields")) {
      String name = field.path("name").asText();
      fields.add(
          new DeltaField(
              name,
              type(field.path("type"), path.isEmpty() ? name : path + "." + name),
              field.path("nullable").asBoolean(true),
              field.path("metadata") instanceof ObjectNode metadata
                  ? metadata
                  : NODES.objectNode()));
    }
    return new DeltaType.Struct(fields);
  }

  private static DeltaType type(JsonNode node, String path) {
    if (node.isTextual()) {
      return named(node.asText(), path);
    }
    return switch (node.path("type").asText()) {
      case "struct" -> struct(node, path);
      case "array" ->
          new DeltaType.Array(
              type(node.path("elementType"), path + ".element"),
              node.path("containsNull").asBoolean(true));
      case "map" ->
          new DeltaType.Map(
              type(node.path("keyType"), path + ".key"),
              type(node.path("valueType"), path + ".value"),
              node.path("valueContainsNull").asBoolean(true));
      default -> throw unknown(node.path("type").asText(), path);
    };
  }

  private static DeltaType named(String name, String path) {
    for (DeltaType.Primitive primitive : DeltaType.Primitive.values()) {
      if (primitive.jsonName().equals(name)) {
        return primitive;
      }
    }
    Matcher decimal = DECIMAL.matcher(name);
    if (decimal.matches()) {
      return new DeltaType.Decimal(
          Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
    }
    if (name.equals("decimal")) {
      return new DeltaType.Decimal(10, 0);
    }
    throw unknown(name, path);
  }

  private static VaneException unknown(String type, String path) {
    return new VaneException(
        ErrorCode.TABLE_UNREADABLE,
        "The column %s has the type %s, which can't be read."
            .formatted(Names.quoted(path), Names.quoted(type)));
  }
}
