package dev.vane.storage.delta.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A column, or a field of a struct.
 *
 * @param metadata what features of the protocol keep with a field, such as column mapping
 */
public record DeltaField(String name, DeltaType type, boolean nullable, ObjectNode metadata) {
  private static final String PHYSICAL_NAME = "delta.columnMapping.physicalName";
  private static final String FIELD_ID = "delta.columnMapping.id";

  public DeltaField {
    metadata = metadata.deepCopy();
  }

  /** A nullable field without metadata. */
  public static DeltaField of(String name, DeltaType type) {
    return new DeltaField(name, type, true, JsonNodeFactory.instance.objectNode());
  }

  /** A copy, so that nobody changes this one. */
  @Override
  public ObjectNode metadata() {
    return metadata.deepCopy();
  }

  public DeltaField withType(DeltaType changed) {
    return new DeltaField(name, changed, nullable, metadata);
  }

  /** The name in the data files, in statistics and in partition values. */
  public String physicalName() {
    return metadata.path(PHYSICAL_NAME).asText(name);
  }

  /** The id in the data files, or −1. */
  public long fieldId() {
    JsonNode id = metadata.path(FIELD_ID);
    return id.isIntegralNumber() ? id.asLong() : -1;
  }
}
