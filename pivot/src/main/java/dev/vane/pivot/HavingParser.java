package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.filter.Filter;
import dev.vane.pivot.filter.FilterJson;
import dev.vane.pivot.filter.FilterParser;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code having}: an and-ed list of {@code {"field", "op", "value", "level"}}. */
final class HavingParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;
  private static final String LEAF = "leaf";

  private HavingParser() {}

  static List<HavingCondition> parse(
      JsonObject question, List<Dimension> rows, List<String> aliases) {
    List<HavingCondition> conditions = new ArrayList<>();
    List<JsonNode> nodes = question.list("having");
    for (int index = 0; index < nodes.size(); index++) {
      JsonPath path = question.path("having").index(index);
      JsonObject object = JsonObject.of(nodes.get(index), path, CODE);
      Filter.Comparison condition = FilterParser.parseComparison(object, Set.of("level"));
      AxisNames.requireMeasure(aliases, condition.field(), path.key("field"));
      conditions.add(new HavingCondition(condition, level(object, rows)));
    }
    return conditions;
  }

  /**
   * Whether what the conditions remove counts in no total. Without row fields there is nothing but
   * the total that they test.
   */
  static boolean parseTotals(
      JsonObject question, List<HavingCondition> having, List<Dimension> rows) {
    String totals = Choice.read(question, "having_totals", "all", List.of("all", "visible"), CODE);
    return totals.equals("visible") && !having.isEmpty() && !rows.isEmpty();
  }

  private static int level(JsonObject object, List<Dimension> rows) {
    String text = object.optionalText("level").orElse(LEAF);
    List<String> names = rows.stream().map(Dimension::name).toList();
    if (text.equals(LEAF) && !names.contains(LEAF)) {
      return rows.size();
    }
    String name = AxisNames.require(rows, text, object.path("level"), "row field");
    return names.indexOf(name) + 1;
  }

  static void write(List<HavingCondition> conditions, List<Dimension> rows, ArrayNode into) {
    for (HavingCondition having : conditions) {
      ObjectNode node = into.addObject();
      node.setAll((ObjectNode) FilterJson.write(List.of(having.condition())).get(0));
      if (having.level() < rows.size()) {
        node.put("level", rows.get(having.level() - 1).name());
      }
    }
  }
}
