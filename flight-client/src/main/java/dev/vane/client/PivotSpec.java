package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A pivot question. Immutable; {@link #toJson} is the spec that the gateway documents, so whatever
 * that grows can be said by {@link Builder#with}.
 *
 * <pre>{@code
 * PivotSpec question =
 *     PivotSpec.of("trades")
 *         .rows("region", "desk")
 *         .column(PivotKey.of("traded_at").bucket("month"))
 *         .measures(PivotMeasure.sum("notional"), PivotMeasure.count())
 *         .where("price", ">", 0)
 *         .totals()
 *         .build();
 * }</pre>
 */
public final class PivotSpec {
  private final ObjectNode json;

  private PivotSpec(ObjectNode json) {
    this.json = json;
  }

  /**
   * Starts a question about a table.
   *
   * @param table one to three elements: name; backend, name; or backend, schema, name
   */
  public static Builder of(String... table) {
    return new Builder(List.of(table));
  }

  /** The spec; a copy, the caller's to change. */
  public JsonNode toJson() {
    return json.deepCopy();
  }

  /** The spec as text. */
  @Override
  public String toString() {
    return json.toString();
  }

  /** Collects a question. Not thread-safe. */
  public static final class Builder {
    private final List<String> table;
    private final List<PivotKey> rows = new ArrayList<>();
    private final List<PivotKey> columns = new ArrayList<>();
    private final List<PivotMeasure> measures = new ArrayList<>();
    private final List<ObjectNode> joins = new ArrayList<>();
    private final List<ObjectNode> hierarchies = new ArrayList<>();
    private final List<ObjectNode> filters = new ArrayList<>();
    private final List<ObjectNode> having = new ArrayList<>();
    private final List<ObjectNode> drills = new ArrayList<>();
    private final List<ObjectNode> sort = new ArrayList<>();
    private final Map<String, JsonNode> more = new LinkedHashMap<>();

    private Builder(List<String> table) {
      this.table = table;
    }

    /** Adds fields down the side. */
    public Builder rows(String... fields) {
      Arrays.stream(fields).map(PivotKey::of).forEach(rows::add);
      return this;
    }

    /** Adds a key down the side. */
    public Builder row(PivotKey key) {
      rows.add(key);
      return this;
    }

    /** Adds fields across. */
    public Builder columns(String... fields) {
      Arrays.stream(fields).map(PivotKey::of).forEach(columns::add);
      return this;
    }

    /** Adds a key across. */
    public Builder column(PivotKey key) {
      columns.add(key);
      return this;
    }

    /** Adds what the cells hold; at least one is needed. */
    public Builder measures(PivotMeasure... values) {
      measures.addAll(List.of(values));
      return this;
    }

    /**
     * Adds a condition that every row of the table fulfils.
     *
     * @param value a text, number, boolean, null, or a list of these for {@code in} and {@code
     *     between}
     */
    public Builder where(
        String field, String operator, @org.jspecify.annotations.Nullable Object value) {
      ObjectNode condition = Json.object().put("field", field).put("op", operator);
      condition.set("value", Json.valueOrNull(value));
      filters.add(condition);
      return this;
    }

    /**
     * Adds the fields of a table that describes the rows; it has one row for each key, or the
     * question is refused.
     *
     * @param on a field of the rows, and the field of the table that is equal to it
     * @param prefix what the added fields' names begin with; empty for nothing
     */
    public Builder join(Collection<String> table, Map<String, String> on, String prefix) {
      ObjectNode join = Json.object();
      join.set("table", Json.path(table));
      ObjectNode pairs = join.putObject("on");
      on.forEach(pairs::put);
      joins.add(prefix.isEmpty() ? join : join.put("prefix", prefix));
      return this;
    }

    /** Adds levels of members above the one that a row is of. */
    public Builder hierarchy(PivotHierarchy hierarchy) {
      hierarchies.add(hierarchy.toJson());
      return this;
    }

    /** Looks through composites to what they are made of. */
    public Builder lookThrough(PivotLookThrough lookThrough) {
      return with("look_through", lookThrough.toJson());
    }

    /**
     * Adds a condition on a measure's total in each row.
     *
     * @param alias the measure
     * @param value as in {@link #where}
     */
    public Builder having(
        String alias, String operator, @org.jspecify.annotations.Nullable Object value) {
      ObjectNode condition = Json.object().put("field", alias).put("op", operator);
      condition.set("value", Json.valueOrNull(value));
      having.add(condition);
      return this;
    }

    /** Lets what {@link #having} removes count in no total. */
    public Builder visibleTotals() {
      return with("having_totals", Json.value("visible"));
    }

    /** Names all row fields of the tree, of which conditions look at those not presented too. */
    public Builder fullRows(String... fields) {
      return with("full_rows", Json.texts(List.of(fields)));
    }

    /**
     * Presents only what lies in a row path.
     *
     * @param path the first row fields and a value for each, in order
     */
    public Builder drillInto(Map<String, ?> path) {
      ObjectNode drill = Json.object();
      drill.set("dimensions", Json.texts(path.keySet()));
      ArrayNode values = drill.putArray("values");
      path.values().forEach(value -> values.add(Json.valueOrNull(value)));
      drills.add(drill);
      return this;
    }

    /** Presents so many column paths, the greatest by a measure's total first. */
    public Builder topColumns(int count, String alias) {
      return with("pivot_config", Json.object().put("top_n", count).put("order_by_measure", alias));
    }

    /** Makes one column path of all beyond so many fields of measures. */
    public Builder otherColumnsBeyond(int fields) {
      return with("limits", Json.object().put("columns", fields).put("on_exceed", "others"));
    }

    /** Adds an order: ascending by a key, or by a measure's alias. */
    public Builder sort(String field) {
      sort.add(Json.object().put("field", field).put("order", "asc"));
      return this;
    }

    /** Adds an order: descending by a key, or by a measure's alias. */
    public Builder sortDescending(String field) {
      sort.add(Json.object().put("field", field).put("order", "desc"));
      return this;
    }

    /** Leaf rows to keep, in order. */
    public Builder limit(long leafRows) {
      return with("limit", Json.value(leafRows));
    }

    /** Asks for the total of all rows and of all columns, each after the others. */
    public Builder totals() {
      return with("totals", wantedTotals());
    }

    /** Asks for a subtotal of each row field but the last, and for what {@link #totals} asks. */
    public Builder subtotals() {
      return with("totals", wantedTotals().put("subtotals", true));
    }

    private ObjectNode wantedTotals() {
      ObjectNode wanted = Json.object().put("rows", "after");
      return columns.isEmpty() ? wanted : wanted.put("columns", "after");
    }

    /** Asks for a page of so many presented rows. */
    public Builder page(int rowPaths) {
      return with("page", Json.object().put("size", rowPaths));
    }

    /** Says any other key of the spec, or one of these in full; the gateway checks it. */
    public Builder with(String key, JsonNode value) {
      more.put(key, value);
      return this;
    }

    /** The question. */
    public PivotSpec build() {
      ObjectNode json = Json.object();
      json.set("table", Json.path(table));
      addAll(json, "join", joins);
      addAll(json, "hierarchies", hierarchies);
      json.set("rows", keys(rows));
      if (!columns.isEmpty()) {
        json.set("columns", keys(columns));
      }
      ArrayNode computed = json.putArray("measures");
      measures.forEach(measure -> computed.add(measure.toJson()));
      addAll(json, "filters", filters);
      addAll(json, "having", having);
      addAll(json, "drill_paths", drills);
      addAll(json, "sort", sort);
      more.forEach((key, value) -> json.set(key, value.deepCopy()));
      return new PivotSpec(json);
    }

    private static ArrayNode keys(Collection<PivotKey> keys) {
      ArrayNode array = Json.texts(List.of());
      keys.forEach(key -> array.add(key.toJson()));
      return array;
    }

    private static void addAll(ObjectNode json, String name, Collection<ObjectNode> values) {
      if (!values.isEmpty()) {
        ArrayNode array = json.putArray(name);
        values.forEach(value -> array.add(value.deepCopy()));
      }
    }
  }
}
