package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cell of a pivot holds. Immutable.
 *
 * @param aggregate such as {@code sum}
 * @param field the field it is of; none for a count of rows
 * @param alias what it is called in the answer, if not {@code aggregate_field}
 * @param more further keys of the measure, such as {@code percentile}
 */
public record PivotMeasure(
    String aggregate, Optional<String> field, Optional<String> alias, Map<String, JsonNode> more) {
  public PivotMeasure {
    more = Map.copyOf(more);
  }

  /** Any aggregate of a field. */
  public static PivotMeasure of(String aggregate, String field) {
    return new PivotMeasure(aggregate, Optional.of(field), Optional.empty(), Map.of());
  }

  /** The number of rows. */
  public static PivotMeasure count() {
    return new PivotMeasure("count", Optional.empty(), Optional.empty(), Map.of());
  }

  /** The sum of a field. */
  public static PivotMeasure sum(String field) {
    return of("sum", field);
  }

  /** The mean of a field. */
  public static PivotMeasure avg(String field) {
    return of("avg", field);
  }

  /** The same by another name. */
  public PivotMeasure as(String name) {
    return new PivotMeasure(aggregate, field, Optional.of(name), more);
  }

  /**
   * The same over a window of cells.
   *
   * @param function such as {@code cumulative}, {@code moving_avg} or {@code rank}
   * @param orderBy the fields that cells are ordered by; none for the function's own
   */
  public PivotMeasure window(String function, String... orderBy) {
    PivotMeasure measure = with("window_func", function);
    return orderBy.length == 0 ? measure : measure.with("window_order_by", List.of(orderBy));
  }

  /** The same, whose windows share these fields. */
  public PivotMeasure windowWithin(String... fields) {
    return with("window_group_by", List.of(fields));
  }

  /** The same, whose windows reach from a place to another, counted from the cell itself. */
  public PivotMeasure windowFrame(int start, int end) {
    return with("window_frame_start", start).with("window_frame_end", end);
  }

  /** The same with a further key of the spec. */
  public PivotMeasure with(String key, Object value) {
    Map<String, JsonNode> keys = new LinkedHashMap<>(more);
    keys.put(key, Json.value(value));
    return new PivotMeasure(aggregate, field, alias, keys);
  }

  JsonNode toJson() {
    ObjectNode json = Json.object().put("agg", aggregate);
    field.ifPresent(value -> json.put("field", value));
    alias.ifPresent(value -> json.put("alias", value));
    more.forEach(json::set);
    return json;
  }
}
