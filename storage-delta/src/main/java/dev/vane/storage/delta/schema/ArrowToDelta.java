package dev.vane.storage.delta.schema;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The Delta type that holds every value of an Arrow type exactly, or a refusal that names the
 * column, the reason and a remedy. A dictionary-encoded field has the type of its values here, as
 * {@link Field#getType} gives it in Java. A column of the null type has no type of its own: it fits
 * any column that a table has, and makes none.
 */
public final class ArrowToDelta {
  private static final String EXTENSION_NAME = "ARROW:extension:name";

  private ArrowToDelta() {}

  /**
   * The table schema of a stream; every column nullable, as columns of other engines are.
   *
   * @throws VaneException {@link ErrorCode#SCHEMA_INVALID} for names that Delta can't tell apart or
   *     a schema without columns, {@link ErrorCode#TYPE_UNSUPPORTED} for types that it can't hold
   */
  public static DeltaType.Struct schema(Schema schema) {
    if (schema.getFields().isEmpty()) {
      throw new VaneException(
          ErrorCode.SCHEMA_INVALID,
          "The schema has no columns, and a Delta table needs one at least.");
    }
    return struct(schema.getFields(), "");
  }

  private static DeltaType.Struct struct(List<Field> fields, String path) {
    Set<String> seen = new HashSet<>();
    for (Field field : fields) {
      if (field.getName().isEmpty()) {
        throw new VaneException(
            ErrorCode.SCHEMA_INVALID, "A field has no name; Delta needs one for each field.");
      }
      if (!seen.add(field.getName().toLowerCase(Locale.ROOT))) {
        throw new VaneException(
            ErrorCode.SCHEMA_INVALID,
            "The field %s occurs twice, ignoring case, which Delta can't hold; rename one."
                .formatted(Names.quoted(path + field.getName())));
      }
    }
    return new DeltaType.Struct(
        fields.stream()
            .map(field -> DeltaField.of(field.getName(), type(field, path + field.getName())))
            .toList());
  }

  private static DeltaType type(Field field, String path) {
    if (field.getMetadata().containsKey(EXTENSION_NAME)) {
      throw refused(
          path,
          "the extension type " + field.getMetadata().get(EXTENSION_NAME),
          "Delta has no such type; send the column in a plain type, such as text");
    }
    ArrowType type = field.getType();
    return switch (type.getTypeID()) {
      case Int -> integer((ArrowType.Int) type);
      case FloatingPoint -> floating((ArrowType.FloatingPoint) type, path);
      case Bool -> DeltaType.Primitive.BOOLEAN;
      case Utf8, LargeUtf8, Utf8View -> DeltaType.Primitive.STRING;
      case Binary, LargeBinary, BinaryView, FixedSizeBinary -> DeltaType.Primitive.BINARY;
      case Decimal -> decimal((ArrowType.Decimal) type, path);
      case Date -> DeltaType.Primitive.DATE;
      case Timestamp -> timestamp((ArrowType.Timestamp) type, path);
      case List, LargeList, FixedSizeList ->
          new DeltaType.Array(type(field.getChildren().get(0), path + ".element"), true);
      case Struct -> nested(field, path);
      case Map -> map(field, path);
      case Time -> throw refused(path, "a time of day", "send it as text or as a count of units");
      case Duration, Interval ->
          throw refused(path, "a span of time", "send it as a count of units");
      case Null -> DeltaType.Untyped.NULLS;
      default -> throw refused(path, type.toString(), "send the column in a plain type");
    };
  }

  private static DeltaType integer(ArrowType.Int type) {
    int bits = type.getBitWidth();
    if (!type.getIsSigned() && bits == 64) {
      return new DeltaType.Decimal(20, 0);
    }
    return switch (type.getIsSigned() ? bits : bits * 2) {
      case 8 -> DeltaType.Primitive.BYTE;
      case 16 -> DeltaType.Primitive.SHORT;
      case 32 -> DeltaType.Primitive.INTEGER;
      default -> DeltaType.Primitive.LONG;
    };
  }

  private static DeltaType floating(ArrowType.FloatingPoint type, String path) {
    if (type.getPrecision() == FloatingPointPrecision.HALF) {
      throw refused(path, "a half float", "send it as float32");
    }
    return type.getPrecision() == FloatingPointPrecision.SINGLE
        ? DeltaType.Primitive.FLOAT
        : DeltaType.Primitive.DOUBLE;
  }

  private static DeltaType decimal(ArrowType.Decimal type, String path) {
    if (type.getBitWidth() != 128
        || type.getPrecision() > 38
        || type.getScale() < 0
        || type.getScale() > type.getPrecision()) {
      throw refused(
          path,
          "decimal%d(%d, %d)".formatted(type.getBitWidth(), type.getPrecision(), type.getScale()),
          "send it as decimal128 with a precision of up to 38 and a scale within it");
    }
    return new DeltaType.Decimal(type.getPrecision(), type.getScale());
  }

  private static DeltaType timestamp(ArrowType.Timestamp type, String path) {
    if (type.getUnit() == TimeUnit.NANOSECOND) {
      throw refused(
          path,
          "a timestamp in nanoseconds",
          "Delta keeps microseconds; send it in microseconds, or as a count of nanoseconds");
    }
    return type.getTimezone() == null || type.getTimezone().isEmpty()
        ? DeltaType.Primitive.TIMESTAMP_NTZ
        : DeltaType.Primitive.TIMESTAMP;
  }

  private static DeltaType nested(Field field, String path) {
    if (field.getChildren().isEmpty()) {
      throw refused(path, "a struct without fields", "leave the column out");
    }
    return struct(field.getChildren(), path + ".");
  }

  private static DeltaType map(Field field, String path) {
    List<Field> entry = field.getChildren().get(0).getChildren();
    return new DeltaType.Map(
        type(entry.get(0), path + ".key"), type(entry.get(1), path + ".value"), true);
  }

  private static VaneException refused(String path, String what, String remedy) {
    return new VaneException(
        ErrorCode.TYPE_UNSUPPORTED,
        "The column %s has %s, which Delta can't hold exactly: %s."
            .formatted(Names.quoted(path), what, remedy));
  }
}
