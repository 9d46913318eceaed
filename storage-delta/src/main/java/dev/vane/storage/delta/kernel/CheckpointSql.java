package dev.vane.storage.delta.kernel;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.util.stream.Collectors;

/** The statements that read and write checkpoints. */
final class CheckpointSql {
  private CheckpointSql() {}

  /**
   * One text of JSON for each row, with the columns of the schema alone; what the file lacks is
   * NULL, which JSON leaves out.
   */
  static String select(String file, StructType schema) {
    String columns =
        schema.fields().stream()
            .map(
                field ->
                    text(field.getName())
                        + ": {name: "
                        + text(field.getName())
                        + ", type: "
                        + text(type(field.getDataType()))
                        + ", default_value: NULL}")
            .collect(Collectors.joining(", ", "MAP {", "}"));
    return "SELECT to_json(checkpoint)::VARCHAR FROM (SELECT * FROM read_parquet(["
        + text(file)
        + "], schema = "
        + columns
        + ")) AS checkpoint";
  }

  /**
   * Whether a file has a column of a checkpoint, without which all of its rows would say nothing.
   */
  static String isCheckpoint(String file) {
    return "SELECT count(*) > 0 FROM parquet_schema("
        + text(file)
        + ") WHERE name IN ('add', 'remove', 'metaData', 'protocol', 'txn', 'sidecar', 'checkpointMetadata')";
  }

  /** The columns of JSON lines, with their types. */
  static String columns(StructType schema) {
    return schema.fields().stream()
        .map(field -> text(field.getName()) + ": " + text(type(field.getDataType())))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static String type(DataType type) {
    if (type instanceof StructType struct) {
      return struct.fields().stream()
          .map((StructField field) -> identifier(field.getName()) + " " + type(field.getDataType()))
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }
    if (type instanceof MapType map) {
      return "MAP(" + type(map.getKeyType()) + ", " + type(map.getValueType()) + ")";
    }
    if (type instanceof ArrayType array) {
      return type(array.getElementType()) + "[]";
    }
    if (type instanceof DecimalType decimal) {
      return "DECIMAL(" + decimal.getPrecision() + ", " + decimal.getScale() + ")";
    }
    return primitive(type);
  }

  private static String primitive(DataType type) {
    if (type instanceof StringType) {
      return "VARCHAR";
    } else if (type instanceof LongType) {
      return "BIGINT";
    } else if (type instanceof IntegerType) {
      return "INTEGER";
    } else if (type instanceof BooleanType) {
      return "BOOLEAN";
    } else if (type instanceof DoubleType) {
      return "DOUBLE";
    } else if (type instanceof FloatType) {
      return "FLOAT";
    } else if (type instanceof TimestampType) {
      return "TIMESTAMPTZ";
    } else if (type instanceof TimestampNTZType) {
      return "TIMESTAMP";
    } else if (type instanceof DateType) {
      return "DATE";
    }
    throw new UnsupportedOperationException("a checkpoint has no columns of type " + type);
  }
}
