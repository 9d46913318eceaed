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

/** How the columns of a stream go into those of a table. */
final class SchemaReconciliation {
  private SchemaReconciliation() {}

  /**
   * The table's schema after the stream: the same in strict mode, with the stream's new columns at
   * the end in merge mode.
   *
   * @throws VaneException {@link ErrorCode#SCHEMA_MISMATCH} naming the column
   */
  static DeltaType.Struct reconcile(
      DeltaType.Struct table, DeltaType.Struct stream, SchemaMode mode, boolean hasRows) {
    Map<String, DeltaField> incoming = new HashMap<>();
    stream.fields().forEach(field -> incoming.put(field.name(), field));
    List<DeltaField> result = new ArrayList<>();
    for (DeltaField column : table.fields()) {
      DeltaField field = incoming.remove(column.name());
      if (field == null) {
        requireOptional(column, mode);
        result.add(column);
      } else {
        result.add(hold(column, field, mode, hasRows));
      }
    }
    for (DeltaField field : stream.fields()) {
      if (incoming.containsKey(field.name())) {
        requireNew(field, table, mode);
        result.add(field);
      }
    }
    return new DeltaType.Struct(result);
  }

  private static DeltaField hold(
      DeltaField column, DeltaField field, SchemaMode mode, boolean hasRows) {
    if (Assignment.holds(column.type(), field.type())) {
      return column;
    }
    // Without rows there is no file that other readers would have to widen.
    if (mode == SchemaMode.MERGE && !hasRows && Assignment.holds(field.type(), column.type())) {
      return column.withType(field.type());
    }
    String remedy =
        Assignment.holds(field.type(), column.type())
            ? "Other readers could not follow a widened type; cast the stream, or overwrite the"
                + " table with the new schema."
            : "Cast the stream to the table's type, or write to another table.";
    throw new VaneException(
        ErrorCode.SCHEMA_MISMATCH,
        "The column %s is %s in the table, which can't hold the stream's %s without loss. %s"
            .formatted(
                Names.quoted(column.name()),
                column.type().describe(),
                field.type().describe(),
                remedy));
  }

  private static void requireOptional(DeltaField column, SchemaMode mode) {
    if (mode == SchemaMode.STRICT) {
      throw new VaneException(
          ErrorCode.SCHEMA_MISMATCH,
          "The stream lacks the table's column %s. Send it, or use the schema mode 'merge'."
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
                      ? " Names that differ only by case can't both be in a Delta table."
                      : " The schema mode 'merge' would add it."));
    }
  }
}
