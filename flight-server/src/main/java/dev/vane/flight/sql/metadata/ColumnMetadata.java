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

/** The columns of a table with what SQL clients ask about them, in the fields' metadata. */
final class ColumnMetadata {
  private ColumnMetadata() {}

  static Schema describe(Schema schema, TableId table) {
    List<Field> fields = schema.getFields().stream().map(field -> describe(field, table)).toList();
    return new Schema(fields, schema.getCustomMetadata());
  }

  private static Field describe(Field field, TableId table) {
    FlightSqlColumnMetadata.Builder metadata =
        new FlightSqlColumnMetadata.Builder()
            .catalogName(table.backend())
            .schemaName(table.schema())
            .tableName(table.name())
            .typeName(SqlTypeNames.of(field.getType()))
            .isAutoIncrement(false)
            .isCaseSensitive(field.getType() instanceof ArrowType.Utf8)
            .isReadOnly(false)
            .isSearchable(true);
    if (field.getType() instanceof ArrowType.Decimal decimal) {
      metadata.precision(decimal.getPrecision()).scale(decimal.getScale());
    }
    Map<String, String> all = new HashMap<>(field.getMetadata());
    all.putAll(metadata.build().getMetadataMap());
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), field.getType(), field.getDictionary(), all),
        field.getChildren());
  }
}
