package dev.vane.pivot.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.Literal;
import dev.vane.pivot.json.StrictJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Conditions as canonical JSON. Where order and repetition don't matter (the conditions of AND and
 * OR, the values of {@code in}), they are sorted and given once, so that the same question has the
 * same text.
 */
public final class FilterJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private FilterJson() {}

  /** An and-ed or or-ed list. */
  public static ArrayNode write(Collection<Filter> filters) {
    return sorted(filters.stream().map(FilterJson::write).toList());
  }

  private static JsonNode write(Filter filter) {
    if (filter instanceof Filter.And and) {
      return group("AND", write(and.conditions()));
    }
    if (filter instanceof Filter.Or or) {
      return group("OR", write(or.conditions()));
    }
    if (filter instanceof Filter.Not not) {
      return group("NOT", write(List.of(not.condition())));
    }
    return write((Filter.Comparison) filter);
  }

  private static ObjectNode group(String operator, ArrayNode conditions) {
    ObjectNode node = NODES.objectNode();
    node.put("op", operator);
    node.set("conditions", conditions);
    return node;
  }

  private static ObjectNode write(Filter.Comparison comparison) {
    ObjectNode node = NODES.objectNode();
    node.put("field", comparison.field());
    node.put("op", comparison.operator().text());
    List<JsonNode> values = comparison.values().stream().map(Literal::toJson).toList();
    switch (comparison.operator().operand()) {
      case NONE -> {}
      case VALUE, VALUE_OR_NULL, TEXT -> node.set("value", values.get(0));
      case PAIR -> node.set("value", NODES.arrayNode().addAll(values));
      case LIST_WITH_NULL -> node.set("value", sorted(values));
    }
    if (comparison.ignoresCase()) {
      node.put("caseSensitive", false);
    }
    return node;
  }

  private static ArrayNode sorted(List<JsonNode> nodes) {
    List<JsonNode> ordered = new ArrayList<>(nodes);
    ordered.sort(Comparator.comparing(StrictJson::write));
    Set<String> seen = new LinkedHashSet<>();
    ArrayNode array = NODES.arrayNode();
    for (JsonNode node : ordered) {
      if (seen.add(StrictJson.write(node))) {
        array.add(node);
      }
    }
    return array;
  }
}
