package dev.vane.storage.delta.schema;

import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Column mapping: fields of structs may have other names in the data files than in the table. The
 * renaming is written as an expression that the engine evaluates.
 */
public final class PhysicalNames {
  private PhysicalNames() {}

  /** The type as the data files have it. */
  public static String sql(DeltaType type) {
    if (type instanceof DeltaType.Struct struct) {
      return struct.fields().stream()
          .map(field -> Sql.identifier(field.physicalName()) + " " + sql(field.type()))
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }
    if (type instanceof DeltaType.Array array) {
      return sql(array.element()) + "[]";
    }
    if (type instanceof DeltaType.Map map) {
      return "MAP(" + sql(map.key()) + ", " + sql(map.value()) + ")";
    }
    return type.sql();
  }

  /**
   * An expression that gives a column's value under the table's names.
   *
   * <p>A struct goes through {@code CASE} even where no name differs: DuckDB 2.0.0 fails, and takes
   * its whole instance down, when it reads single fields of a struct that a file lacks, and the
   * expression keeps it from trying.
   */
  public static String toLogical(String value, DeltaType type) {
    if (sql(type).equals(type.sql())) {
      return type instanceof DeltaType.Struct
          ? "CASE WHEN " + value + " IS NULL THEN NULL ELSE " + value + " END"
          : value;
    }
    return renamed(value, type, 0, DeltaField::physicalName, DeltaField::name);
  }

  /** An expression that gives a value of the table's type under the names of the data files. */
  public static String toPhysical(String value, DeltaType type) {
    return sql(type).equals(type.sql())
        ? "CAST(" + value + " AS " + sql(type) + ")"
        : renamed(
            "CAST(" + value + " AS " + type.sql() + ")",
            type,
            0,
            DeltaField::name,
            DeltaField::physicalName);
  }

  private static String renamed(
      String value,
      DeltaType type,
      int depth,
      Function<DeltaField, String> from,
      Function<DeltaField, String> to) {
    if (sql(type).equals(type.sql())) {
      return value;
    }
    String variable = "x" + depth;
    if (type instanceof DeltaType.Struct struct) {
      return struct.fields().stream()
          .map(
              field ->
                  Sql.identifier(to.apply(field))
                      + " := "
                      + renamed(
                          "struct_extract(" + value + ", " + Sql.text(from.apply(field)) + ")",
                          field.type(),
                          depth,
                          from,
                          to))
          .collect(
              Collectors.joining(
                  ", ", "CASE WHEN " + value + " IS NULL THEN NULL ELSE struct_pack(", ") END"));
    }
    if (type instanceof DeltaType.Array array) {
      return "list_transform("
          + value
          + ", lambda "
          + variable
          + ": "
          + renamed(variable, array.element(), depth + 1, from, to)
          + ")";
    }
    DeltaType.Map map = (DeltaType.Map) type;
    return "map_from_entries(list_transform(map_entries("
        + value
        + "), lambda "
        + variable
        + ": struct_pack(\"key\" := "
        + renamed(variable + ".key", map.key(), depth + 1, from, to)
        + ", \"value\" := "
        + renamed(variable + ".value", map.value(), depth + 1, from, to)
        + ")))";
  }
}
