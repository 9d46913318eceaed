package dev.vane.gateway.statement;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TypedText;
import dev.vane.spi.VaneException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** One value of a parameter, from its vector to what the engine takes. */
final class ParameterValue {
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private ParameterValue() {}

  /** NULL; of a nested type it keeps the type, which nothing else would tell. */
  static @Nullable Object nullOf(Field field) {
    return switch (field.getType().getTypeID()) {
      case List, LargeList, FixedSizeList, Struct, Map -> TypedText.nullOf(field);
      default -> null;
    };
  }

  static Object of(FieldVector vector, int row) {
    Field field = vector.getField();
    return switch (field.getType().getTypeID()) {
      case Int ->
          vector instanceof UInt8Vector unsigned
              ? unsigned(unsigned, row)
              : (Object) ((BaseIntVector) vector).getValueAsLong(row);
      case FloatingPoint ->
          vector instanceof Float4Vector single
              ? (Object) single.get(row)
              : (Object) ((FloatingPointVector) vector).getValueAsDouble(row);
      case Bool, Decimal, Binary, LargeBinary, BinaryView, FixedSizeBinary -> vector.getObject(row);
      case Utf8, LargeUtf8, Utf8View -> vector.getObject(row).toString();
      case Date -> date(vector, row);
      case Time -> time(vector, row);
      case Timestamp -> timestamp((TimeStampVector) vector, row);
      case Interval, Duration -> IntervalText.of(field, vector.getObject(row));
      case List, LargeList, FixedSizeList, Struct, Map ->
          new TypedText(field, NestedJson.write(field, vector.getObject(row)), true);
      default ->
          throw new VaneException(
              ErrorCode.TYPE_UNSUPPORTED,
              "The parameter %s has the type %s, which no value of a statement can have. Send a plain type."
                  .formatted(Names.quoted(field.getName()), field.getType()));
    };
  }

  private static Object unsigned(UInt8Vector vector, int row) {
    BigInteger value = vector.getObjectNoOverflow(row);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private static LocalDate date(FieldVector vector, int row) {
    return LocalDate.ofEpochDay(
        vector instanceof DateDayVector days
            ? days.get(row)
            : Math.floorDiv(((DateMilliVector) vector).get(row), MILLIS_PER_DAY));
  }

  private static Object time(FieldVector vector, int row) {
    if (vector instanceof TimeNanoVector nanos) {
      return new TypedText(
          vector.getField(), LocalTime.ofNanoOfDay(nanos.get(row)).toString(), false);
    }
    if (vector instanceof TimeMicroVector micros) {
      return LocalTime.ofNanoOfDay(micros.get(row) * 1_000);
    }
    return vector instanceof TimeMilliVector millis
        ? LocalTime.ofNanoOfDay(millis.get(row) * 1_000_000L)
        : LocalTime.ofSecondOfDay(((TimeSecVector) vector).get(row));
  }

  private static Object timestamp(TimeStampVector vector, int row) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
    long perSecond =
        switch (type.getUnit()) {
          case SECOND -> 1;
          case MILLISECOND -> 1_000;
          case MICROSECOND -> 1_000_000;
          case NANOSECOND -> NANOS_PER_SECOND;
        };
    long value = vector.get(row);
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(value, perSecond),
            Math.floorMod(value, perSecond) * (NANOS_PER_SECOND / perSecond));
    boolean zoned = type.getTimezone() != null && !type.getTimezone().isEmpty();
    LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    if (type.getUnit() == TimeUnit.NANOSECOND) {
      return new TypedText(
          vector.getField(), local.toString().replace('T', ' ') + (zoned ? "+00" : ""), false);
    }
    return zoned ? instant : local;
  }
}
