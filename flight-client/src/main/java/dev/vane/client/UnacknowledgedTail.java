package dev.vane.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Copies of the batches that are not known to be on disk. Acknowledgements come from the
 * connection's threads, batches from the writer's. Safe for both.
 */
final class UnacknowledgedTail implements AutoCloseable {
  /** A batch that may have to be sent again. */
  record Kept(long offset, ArrowRecordBatch batch, long bytes) {}

  private final BufferAllocator allocator;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private long bytes;
  private long durableOffset = -1;
  private long durableRecords;

  UnacknowledgedTail(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /** Copies a batch, because its owner will refill the vectors. */
  synchronized Kept add(long offset, VectorSchemaRoot root) {
    Kept added;
    try (ArrowRecordBatch shared = new VectorUnloader(root).getRecordBatch()) {
      ArrowRecordBatch own = copy(shared);
      added = new Kept(offset, own, own.computeBodyLength());
    }
    kept.add(added);
    bytes += added.bytes();
    return added;
  }

  private ArrowRecordBatch copy(ArrowRecordBatch batch) {
    List<ArrowBuf> buffers = new ArrayList<>();
    try {
      for (ArrowBuf buffer : batch.getBuffers()) {
        ArrowBuf own = allocator.buffer(buffer.readableBytes());
        buffers.add(own);
        own.setBytes(0, buffer, buffer.readerIndex(), buffer.readableBytes());
        own.writerIndex(buffer.readableBytes());
      }
      // The batch takes a reference of its own to each.
      return new ArrowRecordBatch(
          batch.getLength(),
          batch.getNodes(),
          buffers,
          batch.getBodyCompression(),
          batch.getVariadicBufferCounts(),
          true,
          true);
    } finally {
      buffers.forEach(ArrowBuf::close);
    }
  }

  synchronized void acknowledged(long offset, long records) {
    if (offset <= durableOffset) {
      return;
    }
    durableOffset = offset;
    durableRecords = records;
    while (!kept.isEmpty() && kept.getFirst().offset() <= offset) {
      Kept done = kept.removeFirst();
      bytes -= done.bytes();
      done.batch().close();
    }
    notifyAll();
  }

  /** Waits while there is more than this, at most so long. */
  synchronized void awaitNews(long mostBytes, long milliseconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    long left = milliseconds;
    while (bytes > mostBytes && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  synchronized List<Kept> all() {
    return List.copyOf(kept);
  }

  synchronized boolean isEmpty() {
    return kept.isEmpty();
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int size() {
    return kept.size();
  }

  synchronized long durableOffset() {
    return durableOffset;
  }

  synchronized long durableRecords() {
    return durableRecords;
  }

  @Override
  public synchronized void close() {
    kept.forEach(each -> each.batch().close());
    kept.clear();
    bytes = 0;
  }
}
