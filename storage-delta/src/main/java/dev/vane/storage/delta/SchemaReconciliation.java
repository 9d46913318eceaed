package dev.vane.storage.delta;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.Suggestions;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.schema.Assignment;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How the columns of a stream go into those of a table. */
final class SchemaReconciliation {
  private SchemaReconciliation() {}

  /**
   * The table's schema after the stream: the same in strict mode; in merge mode with the stream's
   * new columns at the end, and its types where they hold all that the table's do.
   *
   * @throws VaneException {@link ErrorCode#SCHEMA_MISMATCH} naming the column
   */
  static DeltaType.Struct reconcile(
      DeltaType.Struct table, DeltaType.Struct stream, SchemaMode mode) {
    Set<String> known =
        table.fields().stream().map(DeltaField::name).collect(Collectors.toUnmodifiableSet());
    List<DeltaField> added =
        stream.fields().stream().filter(field -> !known.contains(field.name())).toList();
    added.forEach(field -> requireNew(field, table, mode));
    Map<String, DeltaField> incoming = new HashMap<>();
    stream.fields().forEach(field -> incoming.put(field.name(), field));
    List<DeltaField> result = new ArrayList<>();
    for (DeltaField column : table.fields()) {
      DeltaField field = incoming.get(column.name());
      if (field == null) {
        requireOptional(column, mode);
        result.add(column);
      } else {
        result.add(hold(column, field, mode));
      }
    }
    result.addAll(added);
    return new DeltaType.Struct(result);
  }

  private static DeltaField hold(DeltaField column, DeltaField field, SchemaMode mode) {
    boolean strict = mode == SchemaMode.STRICT;
    if (strict
        ? Assignment.isSame(column.type(), field.type())
        : Assignment.holds(column.type(), field.type())) {
      return column;
    }
    boolean wider = Assignment.holds(field.type(), column.type());
    if (!strict && wider) {
      return column.withType(field.type());
    }
    boolean merges = wider || Assignment.holds(column.type(), field.type());
    throw new VaneException(
        ErrorCode.SCHEMA_MISMATCH,
        "The column %s is %s in the stream and %s in the table. Cast the stream's to the table's type, or %s."
            .formatted(
                Names.quoted(column.name()),
                field.type().describe(),
                column.type().describe(),
                merges
                    ? "use schema_mode: merge, which widens"
                    : "write to another table: neither type holds both, whatever the schema_mode"));
  }

  private static void requireOptional(DeltaField column, SchemaMode mode) {
    if (mode == SchemaMode.STRICT) {
      throw new VaneException(
          ErrorCode.SCHEMA_MISMATCH,
          "The stream lacks the table's column %s. Send it, or use schema_mode: merge."
              .formatted(Names.quoted(column.name())));
    }
    if (!column.nullable()) {
      throw new VaneException(
          ErrorCode.SCHEMA_MISMATCH,
          "The stream lacks the column %s, which must not be NULL in the table. Send it."
              .formatted(Names.quoted(column.name())));
    }
  }

  private static void requireNew(DeltaField field, DeltaType.Struct table, SchemaMode mode) {
    List<String> names = table.fields().stream().map(DeltaField::name).toList();
    boolean otherCase =
        names.stream()
            .anyMatch(
                name ->
                    name.toLowerCase(Locale.ROOT).equals(field.name().toLowerCase(Locale.ROOT)));
    if (mode == SchemaMode.STRICT || otherCase) {
      throw new VaneException(
          ErrorCode.SCHEMA_MISMATCH,
          "The table has no column %s.%s%s"
              .formatted(
                  Names.quoted(field.name()),
                  Suggestions.hint(field.name(), names),
                  otherCase
                      ? " Names that differ only by case can't both be in a Delta table, whatever the schema_mode."
                      : " With schema_mode: merge it would be added."));
    }
  }
}
