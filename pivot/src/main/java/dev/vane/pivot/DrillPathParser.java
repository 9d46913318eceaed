package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads and writes {@code drill_paths}: a list of {@code {"dimensions", "values", "level"}}. */
final class DrillPathParser {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private DrillPathParser() {}

  static List<DrillPath> parse(JsonObject question, List<Dimension> rows) {
    List<DrillPath> paths = new ArrayList<>();
    List<JsonNode> nodes = question.list("drill_paths");
    for (int index = 0; index < nodes.size(); index++) {
      JsonPath path = question.path("drill_paths").index(index);
      JsonObject object = JsonObject.of(nodes.get(index), path, CODE);
      object.requireKeys(PivotKeys.DRILL_PATH, Set.of());
      paths.add(path(object, rows));
    }
    if (!paths.isEmpty() && question.get("expanded") != null) {
      throw question
          .path("drill_paths")
          .problem(CODE, "and expanded both say which rows are presented; leave one out");
    }
    return paths;
  }

  private static DrillPath path(JsonObject object, List<Dimension> rows) {
    List<JsonNode> dimensions = object.list("dimensions");
    List<JsonNode> values = object.list("values");
    if (dimensions.size() != values.size()) {
      throw object
          .path("values")
          .problem(
              CODE,
              "has %d values, but dimensions has %d fields; each field has one"
                  .formatted(values.size(), dimensions.size()));
    }
    if (dimensions.size() >= rows.size()) {
      throw object
          .path("dimensions")
          .problem(
              CODE,
              "has %d fields, but with %d row fields at most %d can be drilled into"
                  .formatted(dimensions.size(), rows.size(), Math.max(0, rows.size() - 1)));
    }
    SortedMap<Integer, Literal> keys = new TreeMap<>();
    for (int index = 0; index < dimensions.size(); index++) {
      JsonPath path = object.path("dimensions").index(index);
      String name =
          AxisNames.require(
              rows, JsonObject.text(dimensions.get(index), path, CODE), path, "row field");
      int place = rows.stream().map(Dimension::name).toList().indexOf(name);
      Literal value = Literal.parse(values.get(index), object.path("values").index(index), CODE);
      if (place >= dimensions.size() || keys.put(place, value) != null) {
        throw path.problem(
            CODE,
            "names %s; a path goes down the first row fields, each of them once"
                .formatted(Names.quoted(name)));
      }
    }
    return new DrillPath(List.copyOf(keys.values()), level(object, keys.size(), rows.size()));
  }

  private static int level(JsonObject object, int keys, int rows) {
    OptionalLong level = object.count("level");
    if (level.isPresent() && (level.getAsLong() < keys || level.getAsLong() >= rows)) {
      throw object
          .path("level")
          .problem(
              CODE,
              "must be from %d, the keys of the path, to %d, the place of the last row field"
                  .formatted(keys, rows - 1));
    }
    return (int) level.orElse(keys);
  }

  static void write(List<DrillPath> paths, List<Dimension> rows, ArrayNode into) {
    for (DrillPath path : paths) {
      ObjectNode node = into.addObject();
      ArrayNode dimensions = node.putArray("dimensions");
      ArrayNode values = node.putArray("values");
      for (int key = 0; key < path.keys().size(); key++) {
        dimensions.add(rows.get(key).name());
        values.add(path.keys().get(key).toJson());
      }
      node.put("level", path.level());
    }
  }
}
