package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/**
 * Composites as what they are made of, from a table of constituents. Immutable; each method gives
 * another one.
 *
 * <pre>{@code
 * PivotLookThrough.of(List.of("constituents"), "symbol", "etf", "symbol", "weight")
 *     .scaled("notional")
 * }</pre>
 */
public final class PivotLookThrough {
  private final ObjectNode json;

  private PivotLookThrough(ObjectNode json) {
    this.json = json;
  }

  /**
   * A look-through.
   *
   * @param table one to three elements, with a row for each constituent
   * @param field of the rows, what may be a composite
   * @param parent the table's field of the composite
   * @param child the table's field of the member
   * @param weight the table's field of the member's share
   */
  public static PivotLookThrough of(
      Collection<String> table, String field, String parent, String child, String weight) {
    ObjectNode json = Json.object();
    json.set("table", Json.path(table));
    json.put("field", field).put("parent", parent).put("child", child).put("weight", weight);
    return new PivotLookThrough(json);
  }

  /** The fields that are multiplied by weights. */
  public PivotLookThrough scaled(String... fields) {
    return with("scaled", Json.texts(List.of(fields)));
  }

  /** The name of the field of leaves. */
  public PivotLookThrough as(String name) {
    return with("as", Json.value(name));
  }

  /** Leaves out what weights leave of 1. */
  public PivotLookThrough withoutResidual() {
    return with("residual", Json.value(false));
  }

  /** Composites within composites that are looked through at most. */
  public PivotLookThrough depth(int levels) {
    return with("depth", Json.value(levels));
  }

  /** Keeps rows as they are, with the same fields. */
  public PivotLookThrough direct() {
    return with("view", Json.value("direct"));
  }

  /** Any other key of the spec; the gateway checks it. */
  public PivotLookThrough with(String key, JsonNode value) {
    ObjectNode other = json.deepCopy();
    other.set(key, value);
    return new PivotLookThrough(other);
  }

  JsonNode toJson() {
    return json.deepCopy();
  }
}
