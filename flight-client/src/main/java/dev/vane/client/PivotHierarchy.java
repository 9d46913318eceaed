package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/**
 * Levels of members above the one that a row is of, from a table of members and their parents.
 * Immutable; each method gives another one.
 *
 * <pre>{@code
 * PivotHierarchy.of(List.of("organisation"), "id", "parent", "division", "desk").member("book")
 * }</pre>
 */
public final class PivotHierarchy {
  private final ObjectNode json;

  private PivotHierarchy(ObjectNode json) {
    this.json = json;
  }

  /**
   * A hierarchy.
   *
   * @param table one to three elements, with a row for each member
   * @param id the field that a member is known by
   * @param parent the field of its parent's; NULL for a root
   * @param levels the names of the fields that are added to the rows, the root's first
   */
  public static PivotHierarchy of(
      Collection<String> table, String id, String parent, String... levels) {
    ObjectNode json = Json.object();
    json.set("table", Json.path(table));
    json.put("id", id).put("parent", parent).set("levels", Json.texts(List.of(levels)));
    return new PivotHierarchy(json);
  }

  /** The field of the rows that tells a row's member, where it is not called as the table's. */
  public PivotHierarchy member(String field) {
    return with("field", Json.value(field));
  }

  /** The table's field that members are called by. */
  public PivotHierarchy label(String field) {
    return with("label", Json.value(field));
  }

  /** Shows a member on the levels below it again, where they would be NULL. */
  public PivotHierarchy repeated() {
    return with("ragged", Json.value("repeat"));
  }

  /** Any other key of the spec; the gateway checks it. */
  public PivotHierarchy with(String key, JsonNode value) {
    ObjectNode other = json.deepCopy();
    other.set(key, value);
    return new PivotHierarchy(other);
  }

  ObjectNode toJson() {
    return json.deepCopy();
  }
}
