package dev.vane.gateway.query;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.util.Iterator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/** A kept scan as an answer; its batches share the kept buffers, which nobody writes to. */
final class KeptAnswer implements Answer {
  private final KeptScan scan;
  private final AnswerResources resources;
  private final Iterator<ArrowRecordBatch> batches;
  private final VectorSchemaRoot current;
  private final VectorLoader loader;
  private volatile boolean cancelled;

  /** Takes the caller's hold of the scan over. */
  KeptAnswer(KeptScan scan, BufferAllocator allocator, AnswerResources resources) {
    this.scan = scan;
    this.resources = resources;
    batches = scan.batches().iterator();
    current = VectorSchemaRoot.create(scan.schema(), allocator);
    loader = new VectorLoader(current);
    resources.add(
        () -> {
          current.close();
          scan.release();
        });
  }

  @Override
  public Schema schema() {
    return scan.schema();
  }

  @Override
  public boolean next() {
    if (cancelled) {
      throw new VaneException(ErrorCode.CANCELLED, "The query was cancelled.");
    }
    current.clear();
    if (!batches.hasNext()) {
      return false;
    }
    loader.load(batches.next());
    resources.countRows(current.getRowCount());
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    return current;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public void close() {
    resources.close();
  }
}
