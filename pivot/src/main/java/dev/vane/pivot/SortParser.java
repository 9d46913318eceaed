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

  /**
   * @param keys the keys that an item may have
   */
  SortParser(ErrorCode code, Set<String> keys) {
    this.code = code;
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
    boolean descending =
        Choice.read(item, "order", "asc", List.of("asc", "desc"), code).equals("desc");
    boolean nullsFirst =
        Choice.read(item, "nulls", "last", List.of("first", "last"), code).equals("first");
    List<JsonNode> keysOfPath = item.list("column");
    List<Literal> column = new ArrayList<>();
    for (int index = 0; index < keysOfPath.size(); index++) {
      column.add(Literal.parse(keysOfPath.get(index), item.path("column").index(index), code));
    }
    return new SortItem(item.text("field"), descending, nullsFirst, column);
  }
}
