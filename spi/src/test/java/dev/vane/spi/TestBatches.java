package dev.vane.spi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Makes small batches from values written out in a test. */
public final class TestBatches {
  public static final ArrowType INT16 = new ArrowType.Int(16, true);
  public static final ArrowType INT32 = new ArrowType.Int(32, true);
  public static final ArrowType INT64 = new ArrowType.Int(64, true);
  public static final ArrowType FLOAT32 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
  public static final ArrowType FLOAT64 =
      new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  public static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;

  private TestBatches() {}

  public static Field field(String name, ArrowType type) {
    return new Field(name, FieldType.nullable(type), List.of());
  }

  public static Schema schema(Field... fields) {
    return new Schema(List.of(fields));
  }

  /** One row of a batch. */
  public static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  /** A batch of these rows; the caller closes it. */
  public static VectorSchemaRoot batch(
      BufferAllocator allocator, Schema schema, List<List<@Nullable Object>> rows) {
    VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
    root.allocateNew();
    for (int row = 0; row < rows.size(); row++) {
      List<@Nullable Object> values = rows.get(row);
      for (int column = 0; column < values.size(); column++) {
        set(root.getVector(column), row, values.get(column));
      }
    }
    root.setRowCount(rows.size());
    return root;
  }

  /** Sets one value of the kinds that the contract's tests use. */
  public static void set(FieldVector vector, int row, @Nullable Object value) {
    if (value == null) {
      vector.setNull(row);
    } else if (vector instanceof BigIntVector numbers) {
      numbers.setSafe(row, ((Number) value).longValue());
    } else if (vector instanceof IntVector numbers) {
      numbers.setSafe(row, ((Number) value).intValue());
    } else if (vector instanceof SmallIntVector numbers) {
      numbers.setSafe(row, ((Number) value).intValue());
    } else if (vector instanceof Float4Vector numbers) {
      numbers.setSafe(row, ((Number) value).floatValue());
    } else if (vector instanceof Float8Vector numbers) {
      numbers.setSafe(row, ((Number) value).doubleValue());
    } else if (vector instanceof BitVector bits) {
      bits.setSafe(row, (Boolean) value ? 1 : 0);
    } else if (vector instanceof VarCharVector texts) {
      texts.setSafe(row, ((String) value).getBytes(StandardCharsets.UTF_8));
    } else {
      throw new IllegalArgumentException("No test values for " + vector.getField());
    }
  }
}
