package dev.vane.cli.output;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/**
 * One cell as a plain Java value: null, {@link Boolean}, a {@link Number}, {@link String}, {@code
 * byte[]}, a {@link List} or {@link Map} of such, or a value whose {@code toString} is ISO 8601.
 */
final class Values {
  private Values() {}

  static @Nullable Object of(FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    if (vector instanceof StructVector struct) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      for (FieldVector child : struct.getChildrenFromFields()) {
        fields.put(child.getName(), of(child, row));
      }
      return fields;
    }
    if (vector instanceof ListVector list) {
      return elements(
          list.getDataVector(), list.getElementStartIndex(row), list.getElementEndIndex(row));
    }
    if (vector instanceof FixedSizeListVector list) {
      return elements(
          list.getDataVector(), list.getElementStartIndex(row), list.getElementEndIndex(row));
    }
    return scalar(vector, row);
  }

  private static List<@Nullable Object> elements(FieldVector data, int from, int to) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int element = from; element < to; element++) {
      values.add(of(data, element));
    }
    return values;
  }

  private static @Nullable Object scalar(FieldVector vector, int row) {
    if (vector instanceof TimeStampVector stamps) {
      return timestamp(stamps, row);
    }
    if (vector instanceof DateDayVector days) {
      return LocalDate.ofEpochDay(days.get(row));
    }
    if (vector instanceof DateMilliVector millis) {
      return LocalDate.ofEpochDay(Math.floorDiv(millis.get(row), 86_400_000L));
    }
    Object value = unsigned(vector, row);
    if (value == null) {
      value = time(vector, row);
    }
    if (value == null) {
      value = vector.getObject(row);
    }
    return value instanceof Text text ? text.toString() : value;
  }

  private static @Nullable Object time(FieldVector vector, int row) {
    if (vector instanceof TimeSecVector seconds) {
      return LocalTime.ofSecondOfDay(seconds.get(row));
    }
    if (vector instanceof TimeMilliVector millis) {
      return LocalTime.ofNanoOfDay(millis.get(row) * 1_000_000L);
    }
    if (vector instanceof TimeMicroVector micros) {
      return LocalTime.ofNanoOfDay(micros.get(row) * 1_000L);
    }
    return vector instanceof TimeNanoVector nanos ? LocalTime.ofNanoOfDay(nanos.get(row)) : null;
  }

  private static @Nullable Object unsigned(FieldVector vector, int row) {
    if (vector instanceof UInt1Vector bytes) {
      return bytes.getObjectNoOverflow(row);
    }
    if (vector instanceof UInt2Vector shorts) {
      return (int) shorts.get(row);
    }
    if (vector instanceof UInt4Vector ints) {
      return ints.getObjectNoOverflow(row);
    }
    if (vector instanceof UInt8Vector longs) {
      BigInteger value = longs.getObjectNoOverflow(row);
      return value;
    }
    return null;
  }

  /** An instant where the type has a zone, else a local date and time. */
  private static Object timestamp(TimeStampVector vector, int row) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
    Instant instant = instant(vector.get(row), type.getUnit());
    return type.getTimezone() == null
        ? instant.atOffset(java.time.ZoneOffset.UTC).toLocalDateTime()
        : instant;
  }

  private static Instant instant(long value, TimeUnit unit) {
    long perSecond =
        switch (unit) {
          case SECOND -> 1L;
          case MILLISECOND -> 1_000L;
          case MICROSECOND -> 1_000_000L;
          case NANOSECOND -> 1_000_000_000L;
        };
    return Instant.ofEpochSecond(
        Math.floorDiv(value, perSecond),
        Math.floorMod(value, perSecond) * (1_000_000_000L / perSecond));
  }
}
