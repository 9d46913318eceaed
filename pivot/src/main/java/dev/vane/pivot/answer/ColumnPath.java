package dev.vane.pivot.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A path of the column axis.
 *
 * @param keys the keys present, as JSON scalars; fewer than the axis has for a total
 * @param size how many keys the axis has
 */
record ColumnPath(List<JsonNode> keys, int size) {
  ColumnPath {
    keys = List.copyOf(keys);
  }

  boolean isTotal() {
    return keys.size() < size;
  }

  /** The keys as a JSON array. */
  ArrayNode toJson() {
    return JsonNodeFactory.instance.arrayNode().addAll(keys);
  }

  /** The name of a measure's field, before it is made unique. */
  String name(String alias) {
    if (size == 0) {
      return alias;
    }
    List<String> texts = new ArrayList<>();
    keys.forEach(key -> texts.add(key.isNull() ? "(null)" : key.asText()));
    texts.addAll(Collections.nCopies(size - keys.size(), "(all)"));
    return String.join("|", texts) + "_" + alias;
  }
}
