package dev.vane.duckdb.ingest;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Fields as the engine shall see them: extension types by the type that they are stored as, without
 * metadata that would make the engine read more into a column than its layout says, all nullable,
 * and the columns named by position, because DuckDB renames columns that differ only by case.
 */
final class StorageFields {
  private StorageFields() {}

  static Schema of(Schema schema) {
    List<Field> fields = schema.getFields();
    return new Schema(
        IntStream.range(0, fields.size())
            .mapToObj(position -> stored(fields.get(position), column(position)))
            .toList());
  }

  /** The name that the column of this position has in the engine's stream. */
  static String column(int position) {
    return "c" + position;
  }

  private static Field stored(Field field, String name) {
    ArrowType type =
        field.getType() instanceof ArrowType.ExtensionType extension
            ? extension.storageType()
            : field.getType();
    boolean mapEntries = type instanceof ArrowType.Map;
    return new Field(
        name,
        new FieldType(true, type, field.getDictionary()),
        field.getChildren().stream()
            .map(child -> mapEntries ? entries(child) : stored(child, child.getName()))
            .toList());
  }

  /** A map's entries and keys are never null by definition of the type. */
  private static Field entries(Field field) {
    List<Field> pair = field.getChildren();
    Field key = stored(pair.get(0), "key");
    return new Field(
        "entries",
        new FieldType(false, ArrowType.Struct.INSTANCE, null),
        List.of(
            new Field(
                key.getName(),
                new FieldType(false, key.getType(), key.getDictionary()),
                key.getChildren()),
            stored(pair.get(1), "value")));
  }
}
