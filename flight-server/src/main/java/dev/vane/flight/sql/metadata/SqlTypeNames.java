package dev.vane.flight.sql.metadata;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** What SQL calls the types that results and tables have. */
final class SqlTypeNames {
  private static final int BYTE_BITS = 8;
  private static final int SHORT_BITS = 16;
  private static final int INT_BITS = 32;

  private SqlTypeNames() {}

  static String of(ArrowType type) {
    return switch (type.getTypeID()) {
      case Bool -> "BOOLEAN";
      case Int -> integer((ArrowType.Int) type);
      case FloatingPoint ->
          ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.DOUBLE
              ? "DOUBLE"
              : "FLOAT";
      case Decimal -> "DECIMAL";
      case Utf8, LargeUtf8, Utf8View -> "VARCHAR";
      case Binary, LargeBinary, BinaryView, FixedSizeBinary -> "BLOB";
      case Date -> "DATE";
      case Time -> ((ArrowType.Time) type).getUnit() == TimeUnit.NANOSECOND ? "TIME_NS" : "TIME";
      case Timestamp -> timestamp((ArrowType.Timestamp) type);
      case Interval, Duration -> "INTERVAL";
      case List, LargeList, ListView, LargeListView -> "LIST";
      case FixedSizeList -> "ARRAY";
      case Struct -> "STRUCT";
      case Map -> "MAP";
      case Union -> "UNION";
      case Null, RunEndEncoded, NONE -> "NULL";
    };
  }

  private static String integer(ArrowType.Int type) {
    String name =
        switch (type.getBitWidth()) {
          case BYTE_BITS -> "TINYINT";
          case SHORT_BITS -> "SMALLINT";
          case INT_BITS -> "INTEGER";
          default -> "BIGINT";
        };
    return type.getIsSigned() ? name : "U" + name;
  }

  private static String timestamp(ArrowType.Timestamp type) {
    boolean zoned = type.getTimezone() != null && !type.getTimezone().isEmpty();
    if (zoned) {
      return "TIMESTAMP WITH TIME ZONE";
    }
    return switch (type.getUnit()) {
      case SECOND -> "TIMESTAMP_S";
      case MILLISECOND -> "TIMESTAMP_MS";
      case MICROSECOND -> "TIMESTAMP";
      case NANOSECOND -> "TIMESTAMP_NS";
    };
  }
}
