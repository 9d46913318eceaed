package dev.vane.duckdb.ingest;

import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.jspecify.annotations.Nullable;

/** Booleans and numbers. Unsigned integers go in by their bits, as DuckDB keeps them. */
final class NumberCells {
  private NumberCells() {}

  /** Null when the vector holds something else. */
  static @Nullable Cells of(FieldVector vector) {
    if (vector instanceof BitVector bits) {
      return (appender, row) -> appender.append(bits.get(row) == 1);
    }
    if (vector instanceof Float4Vector numbers) {
      return (appender, row) -> appender.append(numbers.get(row));
    }
    if (vector instanceof Float8Vector numbers) {
      return (appender, row) -> appender.append(numbers.get(row));
    }
    return vector instanceof DecimalVector decimals ? DecimalCells.of(decimals) : integers(vector);
  }

  private static @Nullable Cells integers(FieldVector vector) {
    if (vector instanceof TinyIntVector numbers) {
      return (appender, row) -> appender.append(numbers.get(row));
    }
    if (vector instanceof SmallIntVector numbers) {
      return (appender, row) -> appender.append(numbers.get(row));
    }
    if (vector instanceof IntVector numbers) {
      return (appender, row) -> appender.append(numbers.get(row));
    }
    if (vector instanceof BigIntVector numbers) {
      return (appender, row) -> appender.append(numbers.get(row));
    }
    if (vector instanceof UInt1Vector numbers) {
      return (appender, row) -> appender.append(numbers.get(row));
    }
    if (vector instanceof UInt2Vector numbers) {
      return (appender, row) -> appender.append((short) numbers.get(row));
    }
    if (vector instanceof UInt4Vector numbers) {
      return (appender, row) -> appender.append(numbers.get(row));
    }
    return vector instanceof UInt8Vector numbers
        ? (appender, row) -> appender.append(numbers.get(row))
        : null;
  }
}
