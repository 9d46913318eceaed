package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Literal;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code {"drill", "row_path", "column_path", "measure", "columns", "sort", "limit",
 * "versions"}}. Stateless.
 */
public final class DrillSpecParser {
  static final Set<String> KEYS =
      Set.of("drill", "row_path", "column_path", "measure", "columns", "sort", "limit", "versions");

  private static final ErrorCode CODE = ErrorCode.COMMAND_INVALID;

  private final PivotSpecParser pivots;

  /**
   * @param filterDepth the limit {@code limits.filter_depth}
   */
  public DrillSpecParser(int filterDepth) {
    pivots = new PivotSpecParser(filterDepth);
  }

  /**
   * Reads the command.
   *
   * @throws VaneException {@link ErrorCode#COMMAND_INVALID}, {@link ErrorCode#COMMAND_UNKNOWN_KEY},
   *     {@link ErrorCode#FIELD_UNKNOWN}, and of the pivot what {@link PivotSpecParser} throws
   */
  public DrillSpec parse(ObjectNode node) {
    JsonObject command = JsonObject.of(node, JsonPath.ROOT, CODE);
    command.requireKeys(KEYS, Set.of());
    PivotSpec question =
        pivots.parse(JsonObject.node(command.raw("drill"), command.path("drill"), CODE));
    Optional<String> measure = command.optionalText("measure");
    measure.ifPresent(alias -> requireMeasure(question, alias, command.path("measure")));
    return new DrillSpec(
        question,
        path(command, "row_path", question.rows(), false),
        path(
            command,
            "column_path",
            question.columns(),
            question.presentation().columnLimit().filter(ColumnLimit::makesOthers).isPresent()),
        measure,
        FieldList.parse(command, "columns", CODE),
        new SortParser(CODE, Set.of("field", "order", "nulls"), false).parse(command),
        command.count("limit"),
        versions(command));
  }

  private static void requireMeasure(PivotSpec question, String alias, JsonPath path) {
    AxisNames.requireMeasure(
        question.shown().stream().map(ShownMeasure::alias).toList(), alias, path);
    boolean isAggregate =
        question.measures().stream()
            .anyMatch(
                measure ->
                    measure.alias().equals(alias) && measure.aggregation() != Aggregation.RATIO);
    if (!isAggregate) {
      throw path.problem(
          CODE,
          "is calculated from other measures; name one of these, or leave it out for all rows of the cell");
    }
  }

  private static List<DrillKey> path(
      JsonObject command, String key, List<Dimension> axis, boolean limited) {
    JsonNode node = command.get(key);
    if (node == null) {
      return List.of();
    }
    JsonPath path = command.path(key);
    JsonNode nodes = PathParser.keys(node, path, axis.size());
    List<DrillKey> keys = new ArrayList<>();
    for (int index = 0; index < nodes.size(); index++) {
      keys.add(key(nodes.get(index), axis.get(index), limited, path.index(index)));
    }
    return keys;
  }

  private static DrillKey key(JsonNode node, Dimension dimension, boolean limited, JsonPath path) {
    if (node.isArray() && node.isEmpty()) {
      return new DrillKey.RolledUp();
    }
    if (node.isObject() && node.isEmpty()) {
      if (!limited && dimension.top().filter(Top::others).isEmpty()) {
        throw path.problem(
            CODE, "means the others of a key, and the question gives this one no others");
      }
      return new DrillKey.Others();
    }
    return new DrillKey.Value(Literal.parse(node, path, CODE));
  }

  private static List<Long> versions(JsonObject command) {
    List<Long> versions = new ArrayList<>();
    List<JsonNode> nodes = command.list("versions");
    for (int index = 0; index < nodes.size(); index++) {
      JsonNode node = nodes.get(index);
      if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
        throw command
            .path("versions")
            .index(index)
            .problem(CODE, "must be a version, as the answer's vane.versions has it");
      }
      versions.add(node.longValue());
    }
    return versions;
  }
}
