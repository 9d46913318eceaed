package dev.vane.client;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Cuts batches into pieces of a bounded size. One message holds one piece, servers bound their
 * messages, and a whole file is often one batch. No value is copied.
 */
final class BatchSlices {
  /** Bytes of one message, about: far below every server's limit, far above the cost of a call. */
  static final long TARGET_BYTES = 8L << 20;

  private final VectorLoader loader;
  private final long targetBytes;

  /** Pieces are loaded into the root, which the write was opened with. */
  BatchSlices(VectorSchemaRoot wire, long targetBytes) {
    this.loader = new VectorLoader(wire);
    this.targetBytes = targetBytes;
  }

  /** Loads each piece in turn and has it sent; the batch stays the caller's. */
  void send(VectorSchemaRoot batch, Runnable sender) {
    int rows = batch.getRowCount();
    int step = rowsPerSlice(batch);
    if (step >= rows) {
      load(batch);
      sender.run();
      return;
    }
    for (int from = 0; from < rows; from += step) {
      try (VectorSchemaRoot slice = batch.slice(from, Math.min(step, rows - from))) {
        load(slice);
      }
      sender.run();
    }
  }

  private void load(VectorSchemaRoot piece) {
    try (ArrowRecordBatch message = new VectorUnloader(piece).getRecordBatch()) {
      loader.load(message);
    }
  }

  private int rowsPerSlice(VectorSchemaRoot batch) {
    long bytes = 0;
    for (FieldVector vector : batch.getFieldVectors()) {
      bytes += vector.getBufferSize();
    }
    int rows = batch.getRowCount();
    return bytes <= targetBytes ? rows : (int) Math.max(1, rows * targetBytes / bytes);
  }
}
