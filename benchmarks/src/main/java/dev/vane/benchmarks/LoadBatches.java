package dev.vane.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Rows of six columns, as a stream of trades has them. */
final class LoadBatches {
  /** The columns as SQL. */
  static final String COLUMNS =
      "(id BIGINT, symbol VARCHAR, price DOUBLE, volume INTEGER, traded TIMESTAMP, bought BOOLEAN)";

  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("symbol", ArrowType.Utf8.INSTANCE),
              Field.nullable("price", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
              Field.nullable("volume", new ArrowType.Int(32, true)),
              Field.nullable("traded", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
              Field.nullable("bought", ArrowType.Bool.INSTANCE)));
  private static final int SYMBOLS = 50;
  private static final long FIRST_MICROSECOND = 1_700_000_000_000_000L;

  private LoadBatches() {}

  /** So many rows, the last batch being shorter where needed; the caller closes them. */
  static List<VectorSchemaRoot> of(int rows, int batchRows, BufferAllocator allocator) {
    List<VectorSchemaRoot> batches = new ArrayList<>();
    for (int start = 0; start < rows; start += batchRows) {
      batches.add(batch(start, Math.min(batchRows, rows - start), allocator));
    }
    return batches;
  }

  private static VectorSchemaRoot batch(int start, int rows, BufferAllocator allocator) {
    VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
    for (int row = 0; row < rows; row++) {
      int id = start + row;
      byte[] symbol = ("SYM" + id % SYMBOLS).getBytes(StandardCharsets.UTF_8);
      ((BigIntVector) root.getVector(0)).setSafe(row, id);
      ((VarCharVector) root.getVector(1)).setSafe(row, symbol);
      ((Float8Vector) root.getVector(2)).setSafe(row, id % 10_007 / 7.0);
      ((IntVector) root.getVector(3)).setSafe(row, id % 997);
      ((TimeStampMicroVector) root.getVector(4)).setSafe(row, FIRST_MICROSECOND + id);
      ((BitVector) root.getVector(5)).setSafe(row, id % 2);
    }
    root.setRowCount(rows);
    return root;
  }
}
