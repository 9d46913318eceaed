package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question for the rows behind a cell of a pivot. Immutable; each method gives another one.
 *
 * <pre>{@code
 * DrillSpec cell = DrillSpec.of(question).row("EMEA", "FX").column("EUR").limit(100);
 * }</pre>
 */
public final class DrillSpec {
  private final ObjectNode json;

  private DrillSpec(ObjectNode json) {
    this.json = json;
  }

  /** The grand total of a pivot; see {@link #row} and {@link #column} for other cells. */
  public static DrillSpec of(PivotSpec question) {
    ObjectNode json = Json.object();
    json.set("drill", question.toJson());
    return new DrillSpec(json);
  }

  /** The cell's row path: texts, numbers, booleans, null; fewer keys than rows for a subtotal. */
  public DrillSpec row(@Nullable Object... keys) {
    return with("row_path", path(keys));
  }

  /** The row of a {@code _path_id} of the pivot's answer. */
  public DrillSpec rowOf(String pathId) {
    return with("row_path", Json.value(pathId));
  }

  /** The cell's column path, as {@link #row}. */
  public DrillSpec column(@Nullable Object... keys) {
    return with("column_path", path(keys));
  }

  /** Only rows that the filters of this measure take. */
  public DrillSpec measure(String alias) {
    return with("measure", Json.value(alias));
  }

  /** The fields wanted, in order; all where none are named. */
  public DrillSpec columns(String... fields) {
    return with("columns", Json.texts(List.of(fields)));
  }

  /** The rows given at most. */
  public DrillSpec limit(long rows) {
    return with("limit", Json.value(rows));
  }

  /** The versions of the tables that the cell is of, as the pivot's answer told them. */
  public DrillSpec versions(Collection<Long> versions) {
    ArrayNode array = Json.texts(List.of());
    versions.forEach(array::add);
    return with("versions", array);
  }

  /** Says any other key of the command, or one of these in full; the gateway checks it. */
  public DrillSpec with(String key, JsonNode value) {
    ObjectNode other = json.deepCopy();
    other.set(key, value);
    return new DrillSpec(other);
  }

  /** The command; a copy, the caller's to change. */
  public JsonNode toJson() {
    return json.deepCopy();
  }

  private static ArrayNode path(@Nullable Object... keys) {
    ArrayNode array = Json.texts(List.of());
    Arrays.stream(keys).forEach(key -> array.add(Json.valueOrNull(key)));
    return array;
  }
}
