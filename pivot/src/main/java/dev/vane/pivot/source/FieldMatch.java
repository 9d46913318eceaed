package dev.vane.pivot.source;

import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.schema.Column;
import dev.vane.pivot.schema.FieldKind;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Checks of fields that steps share. */
final class FieldMatch {
  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;

  private FieldMatch() {}

  /** Refuses two fields whose values are not compared as what they are. */
  static void requireSameKind(Column left, Column right, JsonPath path) {
    if (left.kind() != right.kind()) {
      throw path.problem(
          CODE,
          "compares the field %s with %s; both must be of one kind"
              .formatted(left.describe(), right.describe()));
    }
    if (!left.kind().isOrdered() || left.kind() == FieldKind.FLOAT) {
      throw path.problem(
          CODE,
          "compares the field %s, whose type is not one for keys; integers, decimals, texts, dates and times are"
              .formatted(left.describe()));
    }
  }

  /** Refuses two fields of different types, of which one column is made. */
  static void requireSameType(Column left, Column right, JsonPath path) {
    requireSameKind(left, right, path);
    if (left.kind() != FieldKind.TEXT && !left.type().equals(right.type())) {
      throw path.problem(
          CODE,
          "names the field %s, and %s has another type; they hold the same members, so both must be of one type"
              .formatted(left.describe(), right.describe()));
    }
  }

  static Field nullable(String name, ArrowType type) {
    return new Field(name, FieldType.nullable(type), null);
  }

  static Field nullable(String name, Field like) {
    return new Field(name, new FieldType(true, like.getType(), null, Map.of()), like.getChildren());
  }

  /** The rows' fields, and more after them whose names must be new, in any case. */
  static Schema with(Schema rows, List<Field> more, JsonPath path, String remedy) {
    Set<String> taken = new HashSet<>();
    rows.getFields().forEach(field -> taken.add(field.getName().toLowerCase(Locale.ROOT)));
    List<Field> fields = new ArrayList<>(rows.getFields());
    for (Field field : more) {
      if (!taken.add(field.getName().toLowerCase(Locale.ROOT))) {
        throw path.problem(
            CODE,
            "adds the field %s, and the rows have one of this name; %s"
                .formatted(Names.quoted(field.getName()), remedy));
      }
      fields.add(field);
    }
    return new Schema(fields);
  }
}
