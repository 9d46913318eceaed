package dev.vane.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;

/**
 * A key of an axis. Immutable.
 *
 * @param field the table's field
 * @param name what it is called in the answer, if not after the field
 * @param unit the period that a time is put into, {@code second} to {@code year}
 * @param zone the zone of that period, an IANA name, for instants
 */
public record PivotKey(
    String field, Optional<String> name, Optional<String> unit, Optional<String> zone) {
  /** The values of a field. */
  public static PivotKey of(String field) {
    return new PivotKey(field, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same key by another name. */
  public PivotKey as(String value) {
    return new PivotKey(field, Optional.of(value), unit, zone);
  }

  /** The periods that a time lies in. */
  public PivotKey bucket(String value) {
    return new PivotKey(field, name, Optional.of(value), zone);
  }

  /** The periods of a zone that an instant lies in. */
  public PivotKey bucket(String value, String inZone) {
    return new PivotKey(field, name, Optional.of(value), Optional.of(inZone));
  }

  JsonNode toJson() {
    if (name.isEmpty() && unit.isEmpty()) {
      return TextNode.valueOf(field);
    }
    ObjectNode json = Json.object().put("field", field);
    name.ifPresent(value -> json.put("as", value));
    unit.ifPresent(value -> json.putObject("bucket").put("unit", value));
    zone.ifPresent(value -> ((ObjectNode) json.get("bucket")).put("zone", value));
    return json;
  }
}
