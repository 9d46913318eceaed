package dev.vane.pivot.schema;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** What a column's values are, as far as questions care. */
public enum FieldKind {
  BOOLEAN,
  INTEGER,
  FLOAT,
  DECIMAL,
  TEXT,
  BINARY,
  DATE,
  TIME,
  /** A date and time without zone. */
  TIMESTAMP,
  /** A point in time. */
  INSTANT,
  /** Nested types, durations and whatever else has no order or no text of its own. */
  OTHER;

  /** The kind of an Arrow type. */
  public static FieldKind of(ArrowType type) {
    return switch (type.getTypeID()) {
      case Bool -> BOOLEAN;
      case Int -> INTEGER;
      case FloatingPoint ->
          ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.HALF
              ? OTHER
              : FLOAT;
      case Decimal -> DECIMAL;
      case Utf8, LargeUtf8, Utf8View -> TEXT;
      case Binary, LargeBinary, BinaryView, FixedSizeBinary -> BINARY;
      case Date -> DATE;
      case Time -> TIME;
      case Timestamp -> ((ArrowType.Timestamp) type).getTimezone() == null ? TIMESTAMP : INSTANT;
      case Null,
          Struct,
          List,
          LargeList,
          FixedSizeList,
          Union,
          Map,
          Interval,
          Duration,
          ListView,
          LargeListView,
          RunEndEncoded,
          NONE ->
          OTHER;
    };
  }

  public boolean isNumeric() {
    return this == INTEGER || this == FLOAT || this == DECIMAL;
  }

  /** Whether values can be compared, sorted and grouped. */
  public boolean isOrdered() {
    return this != OTHER;
  }
}
