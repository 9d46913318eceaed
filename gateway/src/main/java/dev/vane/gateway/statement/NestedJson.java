package dev.vane.gateway.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.StrictJson;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType.ArrowTypeID;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Lists, structs and maps as JSON, which the engine casts to their type. */
final class NestedJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private NestedJson() {}

  static String write(Field field, Object value) {
    return StrictJson.write(node(field, value));
  }

  private static JsonNode node(Field field, @Nullable Object value) {
    if (value == null) {
      return JSON.nullNode();
    }
    return switch (field.getType().getTypeID()) {
      case List, LargeList, FixedSizeList -> {
        ArrayNode list = JSON.arrayNode();
        ((List<?>) value).forEach(item -> list.add(node(field.getChildren().get(0), item)));
        yield list;
      }
      case Struct -> {
        ObjectNode struct = JSON.objectNode();
        Map<?, ?> members = (Map<?, ?>) value;
        field
            .getChildren()
            .forEach(
                child -> struct.set(child.getName(), node(child, members.get(child.getName()))));
        yield struct;
      }
      case Map -> map(field, (List<?>) value);
      default -> scalar(field, value);
    };
  }

  private static JsonNode map(Field field, List<?> entries) {
    List<Field> pair = field.getChildren().get(0).getChildren();
    ObjectNode map = JSON.objectNode();
    for (Object entry : entries) {
      Map<?, ?> members = (Map<?, ?>) entry;
      map.set(
          node(pair.get(0), members.get(pair.get(0).getName())).asText(),
          node(pair.get(1), members.get(pair.get(1).getName())));
    }
    return map;
  }

  private static JsonNode scalar(Field field, Object value) {
    if (value instanceof Boolean truth) {
      return JSON.booleanNode(truth);
    }
    if (value instanceof Number number) {
      return JSON.numberNode(new BigDecimal(number.toString()));
    }
    if (value instanceof CharSequence || field.getType().getTypeID() == ArrowTypeID.Utf8) {
      return JSON.textNode(value.toString());
    }
    return switch (field.getType().getTypeID()) {
      case LargeUtf8, Utf8View -> JSON.textNode(value.toString());
      case Timestamp -> JSON.textNode(value.toString().replace('T', ' '));
      default ->
          throw new VaneException(
              ErrorCode.TYPE_UNSUPPORTED,
              "The parameter has a field %s of the type %s inside of a list or a struct; there only booleans, numbers, texts and timestamps are read."
                  .formatted(Names.quoted(field.getName()), field.getType()));
    };
  }
}
