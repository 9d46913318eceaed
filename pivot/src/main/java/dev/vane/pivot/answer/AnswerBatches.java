package dev.vane.pivot.answer;

import java.util.function.IntPredicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an answer in batches of a bounded size. A batch is tried with as many rows as usually
 * fit and made again with half of them if it turned out larger than clients accept. Not for several
 * threads.
 */
public abstract class AnswerBatches {
  /** Most bytes of a batch, unless one row has more: what all clients accept, and some room. */
  static final long MOST_BYTES = 8L << 20;

  private static final int MOST_ROWS = 65_536;
  private static final int USUAL_BYTES = 16;

  private final Schema schema;
  private final BufferAllocator allocator;
  private int tried;

  AnswerBatches(Schema schema, BufferAllocator allocator) {
    this.schema = schema;
    this.allocator = allocator;
    long fits = MOST_BYTES / 2 / USUAL_BYTES / Math.max(1, schema.getFields().size());
    this.tried = (int) Math.max(1, Math.min(MOST_ROWS, fits));
  }

  /** The next batch, which is the caller's; null at the end. */
  public final @Nullable VectorSchemaRoot next() {
    while (true) {
      int count = prepare(tried);
      if (count == 0) {
        return null;
      }
      VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
      boolean done = false;
      try {
        fill(batch, count);
        batch.setRowCount(count);
        done = count == 1 || bytes(batch) <= MOST_BYTES;
      } finally {
        if (!done) {
          batch.close();
        }
      }
      if (done) {
        advance(count);
        return batch;
      }
      tried = Math.max(1, count / 2);
    }
  }

  private static long bytes(VectorSchemaRoot batch) {
    long bytes = 0;
    for (FieldVector vector : batch.getFieldVectors()) {
      bytes += vector.getBufferSize();
    }
    return bytes;
  }

  /** Finds the next rows, at most so many, and says how many there are. */
  abstract int prepare(int most);

  /** Writes the prepared rows. */
  abstract void fill(VectorSchemaRoot batch, int count);

  /** The prepared rows were sent. */
  abstract void advance(int count);

  /** The batch's vector of a field, with room for so many fixed values. */
  static FieldVector vector(VectorSchemaRoot batch, int field, int count) {
    FieldVector vector = batch.getVector(field);
    vector.setInitialCapacity(count);
    vector.allocateNew();
    return vector;
  }

  static void integers(VectorSchemaRoot batch, int field, int count, ValueOf values) {
    IntVector vector = (IntVector) vector(batch, field, count);
    for (int row = 0; row < count; row++) {
      vector.setSafe(row, values.at(row));
    }
  }

  /** Writes a field of booleans. */
  static void flags(VectorSchemaRoot batch, int field, int count, IntPredicate values) {
    BitVector vector = (BitVector) vector(batch, field, count);
    for (int row = 0; row < count; row++) {
      vector.setSafe(row, values.test(row) ? 1 : 0);
    }
  }

  /** A number for each row. */
  @FunctionalInterface
  interface ValueOf {
    int at(int row);
  }
}
