package dev.vane.storage.duckdb;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * What a value is, whatever type carries it: whole numbers as such, instants and times in
 * nanoseconds, dates in days, floats by their bits. Two columns hold the same if these are equal.
 */
final class CanonicalValues {
  private static final long MILLISECONDS_PER_DAY = 86_400_000L;

  private CanonicalValues() {}

  static List<@Nullable Object> of(FieldVector vector) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int row = 0; row < vector.getValueCount(); row++) {
      values.add(of(vector, row));
    }
    return values;
  }

  static @Nullable Object of(FieldVector vector, int row) {
    if (vector instanceof NullVector || vector.isNull(row)) {
      return null;
    }
    if (vector instanceof BitVector bits) {
      return bits.get(row) == 1;
    }
    if (vector instanceof Float4Vector floats) {
      return Float.floatToIntBits(floats.get(row));
    }
    if (vector instanceof Float8Vector floats) {
      return Double.doubleToLongBits(floats.get(row));
    }
    if (vector instanceof DecimalVector decimals) {
      return decimals.getObject(row);
    }
    Object value = number(vector, row);
    if (value == null) {
      value = time(vector, row);
    }
    if (value == null) {
      value = bytes(vector, row);
    }
    return value == null ? nested(vector, row) : value;
  }

  private static @Nullable BigInteger number(FieldVector vector, int row) {
    if (vector instanceof TinyIntVector numbers) {
      return BigInteger.valueOf(numbers.get(row));
    }
    if (vector instanceof SmallIntVector numbers) {
      return BigInteger.valueOf(numbers.get(row));
    }
    if (vector instanceof IntVector numbers) {
      return BigInteger.valueOf(numbers.get(row));
    }
    if (vector instanceof BigIntVector numbers) {
      return BigInteger.valueOf(numbers.get(row));
    }
    if (vector instanceof UInt1Vector numbers) {
      return BigInteger.valueOf(numbers.get(row) & 0xFF);
    }
    if (vector instanceof UInt2Vector numbers) {
      return BigInteger.valueOf(numbers.get(row));
    }
    if (vector instanceof UInt4Vector numbers) {
      return BigInteger.valueOf(Integer.toUnsignedLong(numbers.get(row)));
    }
    return vector instanceof UInt8Vector numbers
        ? new BigInteger(Long.toUnsignedString(numbers.get(row)))
        : null;
  }

  private static @Nullable Object time(FieldVector vector, int row) {
    if (vector instanceof DateDayVector dates) {
      return "day " + dates.get(row);
    }
    if (vector instanceof DateMilliVector dates) {
      return "day " + dates.get(row) / MILLISECONDS_PER_DAY;
    }
    if (vector instanceof TimeSecVector times) {
      return nanoseconds(times.get(row), TimeUnit.SECOND);
    }
    if (vector instanceof TimeMilliVector times) {
      return nanoseconds(times.get(row), TimeUnit.MILLISECOND);
    }
    if (vector instanceof TimeMicroVector times) {
      return nanoseconds(times.get(row), TimeUnit.MICROSECOND);
    }
    if (vector instanceof TimeNanoVector times) {
      return nanoseconds(times.get(row), TimeUnit.NANOSECOND);
    }
    if (vector instanceof TimeStampVector times) {
      return nanoseconds(
          times.get(row), ((ArrowType.Timestamp) vector.getField().getType()).getUnit());
    }
    if (vector instanceof IntervalYearVector intervals) {
      return interval(intervals.get(row), 0, 0);
    }
    if (vector instanceof IntervalDayVector intervals) {
      return interval(
          0,
          IntervalDayVector.getDays(intervals.getDataBuffer(), row),
          IntervalDayVector.getMilliseconds(intervals.getDataBuffer(), row) * 1_000_000L);
    }
    return vector instanceof IntervalMonthDayNanoVector intervals
        ? interval(
            IntervalMonthDayNanoVector.getMonths(intervals.getDataBuffer(), row),
            IntervalMonthDayNanoVector.getDays(intervals.getDataBuffer(), row),
            IntervalMonthDayNanoVector.getNanoseconds(intervals.getDataBuffer(), row))
        : null;
  }

  private static String interval(long months, long days, long nanoseconds) {
    return months + " months " + days + " days " + nanoseconds + " ns";
  }

  private static BigInteger nanoseconds(long value, TimeUnit unit) {
    long factor =
        switch (unit) {
          case SECOND -> 1_000_000_000L;
          case MILLISECOND -> 1_000_000L;
          case MICROSECOND -> 1_000L;
          case NANOSECOND -> 1L;
        };
    return BigInteger.valueOf(value).multiply(BigInteger.valueOf(factor));
  }

  private static @Nullable String bytes(FieldVector vector, int row) {
    if (vector instanceof VarCharVector texts) {
      return text(texts.get(row));
    }
    if (vector instanceof LargeVarCharVector texts) {
      return text(texts.get(row));
    }
    if (vector instanceof ViewVarCharVector texts) {
      return text(texts.get(row));
    }
    if (vector instanceof VarBinaryVector blobs) {
      return HexFormat.of().formatHex(blobs.get(row));
    }
    if (vector instanceof LargeVarBinaryVector blobs) {
      return HexFormat.of().formatHex(blobs.get(row));
    }
    if (vector instanceof ViewVarBinaryVector blobs) {
      return HexFormat.of().formatHex(blobs.get(row));
    }
    return vector instanceof FixedSizeBinaryVector blobs
        ? HexFormat.of().formatHex(blobs.get(row))
        : null;
  }

  private static String text(byte[] value) {
    return "text " + new String(value, StandardCharsets.UTF_8);
  }

  private static Object nested(FieldVector vector, int row) {
    if (vector instanceof ListVector lists) {
      return elements(
          lists.getDataVector(), lists.getElementStartIndex(row), lists.getElementEndIndex(row));
    }
    if (vector instanceof LargeListVector lists) {
      return elements(
          lists.getDataVector(), lists.getElementStartIndex(row), lists.getElementEndIndex(row));
    }
    if (vector instanceof FixedSizeListVector lists) {
      return elements(
          lists.getDataVector(),
          (long) row * lists.getListSize(),
          (row + 1L) * lists.getListSize());
    }
    if (vector instanceof StructVector struct) {
      TreeMap<String, String> members = new TreeMap<>();
      struct
          .getChildrenFromFields()
          .forEach(child -> members.put(child.getName(), String.valueOf(of(child, row))));
      return members;
    }
    throw new IllegalArgumentException("No canonical value for " + vector.getField());
  }

  private static List<@Nullable Object> elements(FieldVector values, long start, long end) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (long index = start; index < end; index++) {
      elements.add(of(values, (int) index));
    }
    return elements;
  }

  /** The first column of a batch. */
  static List<@Nullable Object> firstColumn(VectorSchemaRoot batch) {
    return of(batch.getFieldVectors().get(0));
  }
}
