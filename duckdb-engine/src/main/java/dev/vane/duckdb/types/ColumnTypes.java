package dev.vane.duckdb.types;

import dev.vane.duckdb.types.SqlType.ArrayOf;
import dev.vane.duckdb.types.SqlType.Decimal;
import dev.vane.duckdb.types.SqlType.ListOf;
import dev.vane.duckdb.types.SqlType.MapOf;
import dev.vane.duckdb.types.SqlType.Member;
import dev.vane.duckdb.types.SqlType.StructOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Which column type holds the values of an Arrow field exactly. A type for which there is none is
 * refused: nothing becomes text, no digit and no nanosecond is dropped. Dictionary-encoded fields
 * count as their values, extension types as what they are stored as.
 */
public final class ColumnTypes {
  private static final int WIDEST_DECIMAL = 38;

  private ColumnTypes() {}

  /**
   * The columns of a table that holds rows of this schema.
   *
   * @param schema dictionary-encoded fields have the type of their values, not of their indices
   * @throws VaneException {@link ErrorCode#SCHEMA_INVALID} when there is no column or when two
   *     names differ by case only, {@link ErrorCode#NAME_INVALID}, {@link
   *     ErrorCode#TYPE_UNSUPPORTED}
   */
  public static List<ColumnDefinition> of(Schema schema) {
    if (schema.getFields().isEmpty()) {
      throw new VaneException(
          ErrorCode.SCHEMA_INVALID, "The schema has no column; a table needs at least one.");
    }
    requireDistinct(schema.getFields(), "The schema");
    List<ColumnDefinition> columns = new ArrayList<>();
    for (Field field : schema.getFields()) {
      Names.require("column", field.getName());
      columns.add(new ColumnDefinition(field.getName(), of(field, field.getName())));
    }
    return columns;
  }

  /** The type of one field. */
  public static SqlType of(Field field) {
    return of(field, field.getName());
  }

  private static SqlType of(Field field, String path) {
    ArrowType type = field.getType();
    if (type instanceof ArrowType.ExtensionType extension) {
      FieldType stored = new FieldType(field.isNullable(), extension.storageType(), null);
      return of(new Field(field.getName(), stored, field.getChildren()), path);
    }
    return switch (type.getTypeID()) {
      case Null -> SqlType.of("\"NULL\"");
      case Bool -> SqlType.of("BOOLEAN");
      case Int -> integer((ArrowType.Int) type);
      case FloatingPoint -> floatingPoint((ArrowType.FloatingPoint) type, path);
      case Decimal -> decimal((ArrowType.Decimal) type, path);
      case Utf8, LargeUtf8, Utf8View -> SqlType.of("VARCHAR");
      case Binary, LargeBinary, BinaryView, FixedSizeBinary -> SqlType.of("BLOB");
      case Date -> SqlType.of("DATE");
      case Time ->
          SqlType.of(((ArrowType.Time) type).getUnit() == TimeUnit.NANOSECOND ? "TIME_NS" : "TIME");
      case Timestamp -> timestamp((ArrowType.Timestamp) type);
      case Interval -> interval((ArrowType.Interval) type, path);
      case List, LargeList -> new ListOf(element(field, path));
      case FixedSizeList -> array((ArrowType.FixedSizeList) type, field, path);
      case Struct -> struct(field, path);
      case Map -> map(field, path);
      case Duration ->
          throw refused(
              path,
              type,
              "the engine has no such type; send an int64 and say its unit in the name");
      case Union -> throw refused(path, type, "send a struct with a nullable field for each type");
      case ListView, LargeListView -> throw refused(path, type, "send a list");
      case RunEndEncoded ->
          throw refused(path, type, "send the plain or dictionary-encoded values");
      case NONE -> throw refused(path, type, "it is not a type");
    };
  }

  private static SqlType integer(ArrowType.Int type) {
    String name =
        switch (type.getBitWidth()) {
          case 8 -> "TINYINT";
          case 16 -> "SMALLINT";
          case 32 -> "INTEGER";
          default -> "BIGINT";
        };
    return SqlType.of(type.getIsSigned() ? name : "U" + name);
  }

  private static SqlType floatingPoint(ArrowType.FloatingPoint type, String path) {
    return switch (type.getPrecision()) {
      case HALF -> throw refused(path, type, "the engine has no such type; send float32");
      case SINGLE -> SqlType.of("FLOAT");
      case DOUBLE -> SqlType.of("DOUBLE");
    };
  }

  private static SqlType decimal(ArrowType.Decimal type, String path) {
    if (type.getBitWidth() > 128 || type.getPrecision() > WIDEST_DECIMAL) {
      throw refused(path, type, "the engine's decimals have at most 38 digits; send decimal128");
    }
    if (type.getScale() < 0 || type.getScale() > type.getPrecision()) {
      throw refused(path, type, "the scale must be between 0 and the precision");
    }
    return new Decimal(type.getPrecision(), type.getScale());
  }

  private static SqlType timestamp(ArrowType.Timestamp type) {
    boolean zoned = type.getTimezone() != null && !type.getTimezone().isEmpty();
    return SqlType.of(
        switch (type.getUnit()) {
          case SECOND -> zoned ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP_S";
          case MILLISECOND -> zoned ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP_MS";
          case MICROSECOND -> zoned ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
          case NANOSECOND -> zoned ? "TIMESTAMPTZ_NS" : "TIMESTAMP_NS";
        });
  }

  private static SqlType interval(ArrowType.Interval type, String path) {
    return switch (type.getUnit()) {
      case YEAR_MONTH -> SqlType.of("INTERVAL");
      case DAY_TIME ->
          throw refused(path, type, "the engine misreads it; send an int64 of milliseconds");
      case MONTH_DAY_NANO ->
          throw refused(path, type, "the engine's intervals would lose its nanoseconds");
    };
  }

  private static SqlType array(ArrowType.FixedSizeList type, Field field, String path) {
    if (type.getListSize() < 1) {
      throw refused(path, type, "a list of fixed size needs at least one element");
    }
    return new ArrayOf(element(field, path), type.getListSize());
  }

  private static SqlType element(Field field, String path) {
    return of(field.getChildren().get(0), path + "[]");
  }

  private static SqlType struct(Field field, String path) {
    if (field.getChildren().isEmpty()) {
      throw refused(path, field.getType(), "a struct needs at least one field");
    }
    requireDistinct(field.getChildren(), "Column " + Names.quoted(path));
    List<Member> members = new ArrayList<>();
    for (Field child : field.getChildren()) {
      Names.require("field", child.getName());
      members.add(new Member(child.getName(), of(child, path + "." + child.getName())));
    }
    return new StructOf(members);
  }

  private static SqlType map(Field field, String path) {
    List<Field> pair = field.getChildren().get(0).getChildren();
    return new MapOf(of(pair.get(0), path + ".key"), of(pair.get(1), path + ".value"));
  }

  private static void requireDistinct(List<Field> fields, String owner) {
    Map<String, String> seen = new HashMap<>();
    for (Field field : fields) {
      String earlier = seen.put(field.getName().toLowerCase(Locale.ROOT), field.getName());
      if (earlier != null) {
        throw new VaneException(
            ErrorCode.SCHEMA_INVALID,
            "%s has the fields %s and %s; names must differ by more than case. Rename one."
                .formatted(owner, Names.quoted(earlier), Names.quoted(field.getName())));
      }
    }
  }

  private static VaneException refused(String path, ArrowType type, String reason) {
    return new VaneException(
        ErrorCode.TYPE_UNSUPPORTED,
        "Column %s has the type %s, which cannot be stored exactly: %s."
            .formatted(Names.quoted(path), type, reason));
  }
}
