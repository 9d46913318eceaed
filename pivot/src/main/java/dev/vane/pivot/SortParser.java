package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code sort}: one {@code {"field", "order", "nulls", "column"}} or a list of them. */
final class SortParser {
  private final ErrorCode code;
  private final Set<String> keys;
  private final boolean lists;

  /**
   * @param keys the keys that an item may have
   * @param lists whether an order may be a list of values
   */
  SortParser(ErrorCode code, Set<String> keys, boolean lists) {
    this.code = code;
    this.lists = lists;
    this.keys = keys;
  }

  List<SortItem> parse(JsonObject question) {
    JsonNode node = question.get("sort");
    JsonPath path = question.path("sort");
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      return List.of(parseItem(node, path));
    }
    List<SortItem> items = new ArrayList<>();
    for (int index = 0; index < node.size(); index++) {
      SortItem item = parseItem(node.get(index), path.index(index));
      if (items.stream()
          .anyMatch(
              earlier ->
                  earlier.field().equals(item.field()) && earlier.column().equals(item.column()))) {
        throw path.index(index)
            .problem(code, "sorts by " + Names.quoted(item.field()) + " again; remove one");
      }
      items.add(item);
    }
    return items;
  }

  private SortItem parseItem(JsonNode node, JsonPath path) {
    JsonObject item = JsonObject.of(node, path, code);
    item.requireKeys(keys, Set.of());
    boolean isListed = lists && item.get("order") != null && item.raw("order").isArray();
    boolean descending =
        !isListed && Choice.read(item, "order", "asc", List.of("asc", "desc"), code).equals("desc");
    boolean nullsFirst =
        Choice.read(item, "nulls", "last", List.of("first", "last"), code).equals("first");
    return new SortItem(
        item.text("field"),
        descending,
        nullsFirst,
        literals(item, "column"),
        isListed ? literals(item, "order") : List.of());
  }

  private List<Literal> literals(JsonObject item, String key) {
    List<JsonNode> nodes = item.list(key);
    List<Literal> literals = new ArrayList<>();
    for (int index = 0; index < nodes.size(); index++) {
      literals.add(Literal.parse(nodes.get(index), item.path(key).index(index), code));
    }
    return literals;
  }
}
