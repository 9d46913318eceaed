package dev.vane.duckdb;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Halves batches until each is small enough in bytes or has one row. The pieces share the batch's
 * buffers where they can, and come in order.
 */
final class BatchSplitter implements AutoCloseable {
  private final Deque<VectorSchemaRoot> pieces = new ArrayDeque<>();

  /** Takes the rows of a batch; the batch is empty afterwards. */
  void add(VectorSchemaRoot batch) {
    if (batch.getRowCount() > 0) {
      pieces.push(batch.slice(0));
      batch.clear();
    }
  }

  boolean hasNext() {
    return !pieces.isEmpty();
  }

  /** The next piece, which is the caller's. */
  VectorSchemaRoot next() {
    VectorSchemaRoot piece = pieces.pop();
    while (bytes(piece) > BatchRows.TARGET_BYTES && piece.getRowCount() > 1) {
      int half = piece.getRowCount() / 2;
      VectorSchemaRoot first = piece.slice(0, half);
      pieces.push(piece.slice(half));
      piece.close();
      piece = first;
    }
    return piece;
  }

  private static long bytes(VectorSchemaRoot root) {
    return root.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
  }

  @Override
  public void close() {
    pieces.forEach(VectorSchemaRoot::close);
    pieces.clear();
  }
}
