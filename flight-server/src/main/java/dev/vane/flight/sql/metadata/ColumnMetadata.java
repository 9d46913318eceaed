package dev.vane.flight.sql.metadata;

import dev.vane.spi.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.sql.FlightSqlColumnMetadata;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Columns with what SQL clients ask about them, in the fields' metadata. */
public final class ColumnMetadata {
  private ColumnMetadata() {}

  static Schema describe(Schema schema, TableId table) {
    List<Field> fields =
        schema.getFields().stream()
            .map(
                field ->
                    with(
                        type(field)
                            .catalogName(table.backend())
                            .schemaName(table.schema())
                            .tableName(table.name())
                            .isAutoIncrement(false)
                            .isReadOnly(false)
                            .isSearchable(true),
                        field))
            .toList();
    return new Schema(fields, schema.getCustomMetadata());
  }

  /** The columns of a statement's result. */
  public static Schema describe(Schema result) {
    return new Schema(
        result.getFields().stream().map(field -> with(type(field), field)).toList(),
        result.getCustomMetadata());
  }

  private static FlightSqlColumnMetadata.Builder type(Field field) {
    FlightSqlColumnMetadata.Builder metadata =
        new FlightSqlColumnMetadata.Builder()
            .typeName(SqlTypeNames.of(field.getType()))
            .isCaseSensitive(field.getType() instanceof ArrowType.Utf8);
    if (field.getType() instanceof ArrowType.Decimal decimal) {
      metadata.precision(decimal.getPrecision()).scale(decimal.getScale());
    }
    return metadata;
  }

  private static Field with(FlightSqlColumnMetadata.Builder metadata, Field field) {
    Map<String, String> all = new HashMap<>(field.getMetadata());
    all.putAll(metadata.build().getMetadataMap());
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), field.getType(), field.getDictionary(), all),
        field.getChildren());
  }
}
