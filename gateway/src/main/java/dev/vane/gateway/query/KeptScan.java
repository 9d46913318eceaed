package dev.vane.gateway.query;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The batches of an answer, sharing their buffers with whoever sends them. Filled by one thread,
 * then read by many; the buffers are given back by the last holder.
 */
final class KeptScan {
  private final Schema schema;
  private final List<ArrowRecordBatch> batches = new ArrayList<>();
  private final AtomicInteger holders = new AtomicInteger(1);
  private long bytes;

  /** An empty one, with its maker as the first holder. */
  KeptScan(Schema schema) {
    this.schema = schema;
  }

  /** Adds a batch without copying it, if there is room for its bytes. */
  boolean add(VectorSchemaRoot batch, LongPredicate room) {
    ArrowRecordBatch shared = new VectorUnloader(batch).getRecordBatch();
    long size = shared.computeBodyLength();
    if (!room.test(size)) {
      shared.close();
      return false;
    }
    batches.add(shared);
    bytes += size;
    return true;
  }

  Schema schema() {
    return schema;
  }

  List<ArrowRecordBatch> batches() {
    return batches;
  }

  long bytes() {
    return bytes;
  }

  /** One holder more; only a holder may say so. */
  KeptScan hold() {
    holders.incrementAndGet();
    return this;
  }

  /** One holder less. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      batches.forEach(ArrowRecordBatch::close);
    }
  }
}
