package dev.vane.storage.delta.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Column mapping: the ids of columns and nested fields, as the engine's writer of files takes them.
 */
public final class FieldIds {
  private FieldIds() {}

  /** The ids by physical name; empty where no field has one. */
  public static Optional<String> of(List<DeltaField> fields) {
    List<String> entries = new ArrayList<>();
    for (DeltaField field : fields) {
      entry(field).ifPresent(id -> entries.add(Sql.identifier(field.physicalName()) + ": " + id));
    }
    return braces(entries);
  }

  private static Optional<String> entry(DeltaField field) {
    List<String> parts = new ArrayList<>();
    if (field.fieldId() >= 0) {
      if (isPlain(field.type())) {
        return Optional.of(Long.toString(field.fieldId()));
      }
      parts.add("__duckdb_field_id: " + field.fieldId());
    }
    parts.addAll(children(field.type()));
    return braces(parts);
  }

  private static boolean isPlain(DeltaType type) {
    return !(type instanceof DeltaType.Struct
        || type instanceof DeltaType.Array
        || type instanceof DeltaType.Map);
  }

  private static List<String> children(DeltaType type) {
    List<String> parts = new ArrayList<>();
    if (type instanceof DeltaType.Struct struct) {
      for (DeltaField field : struct.fields()) {
        entry(field).ifPresent(id -> parts.add(Sql.identifier(field.physicalName()) + ": " + id));
      }
    } else if (type instanceof DeltaType.Array array) {
      nested("element", array.element()).ifPresent(parts::add);
    } else if (type instanceof DeltaType.Map map) {
      nested("key", map.key()).ifPresent(parts::add);
      nested("value", map.value()).ifPresent(parts::add);
    }
    return parts;
  }

  private static Optional<String> nested(String name, DeltaType type) {
    return braces(children(type)).map(ids -> name + ": " + ids);
  }

  private static Optional<String> braces(List<String> entries) {
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of("{" + String.join(", ", entries) + "}");
  }
}
