package dev.vane.gateway.ingest;

import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.TableWriter;
import java.time.Duration;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * One open stream, used by one thread. Ended by {@link #commit}; closing it aborts what was not
 * committed, so that a stream that just stops leaves nothing behind.
 */
public final class IngestSession implements AutoCloseable {
  private final StreamTarget target;
  private final TableWriter writer;
  private final MemoryGuard memory;
  private final GatewayMetrics metrics;
  private final IngestService service;
  private final long openedNanos = System.nanoTime();
  private long rows;
  private long bytes;
  private boolean committed;
  private boolean closed;

  IngestSession(
      StreamTarget target,
      TableWriter writer,
      MemoryGuard memory,
      GatewayMetrics metrics,
      IngestService service) {
    this.target = target;
    this.writer = writer;
    this.memory = memory;
    this.metrics = metrics;
    this.service = service;
  }

  /**
   * Adds a batch. Its buffers may be taken over; the batch may be cleared or refilled on return.
   * Blocks while storage is behind, which is the back-pressure.
   *
   * @throws dev.vane.spi.VaneException when the rows cannot be stored or memory is short; the
   *     session can then only be closed
   */
  public void append(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    memory.require();
    long batchRows = batch.getRowCount();
    long batchBytes = 0;
    for (FieldVector vector : batch.getFieldVectors()) {
      batchBytes += vector.getBufferSize();
    }
    metrics.batchReceived(target.storage().name(), batchRows, batchBytes);
    writer.append(batch, dictionaries);
    rows += batchRows;
    bytes += batchBytes;
  }

  /**
   * Makes everything durable and visible at once.
   *
   * @throws dev.vane.spi.VaneException when that did not happen; nothing is then kept
   */
  public IngestReceipt commit() {
    long commitNanos = System.nanoTime();
    CommitReceipt receipt = writer.commit();
    long now = System.nanoTime();
    committed = true;
    Duration sinceOpen = Duration.ofNanos(now - openedNanos);
    metrics.streamCommitted(
        target.stream(),
        target.storage().name(),
        receipt.rows(),
        bytes,
        sinceOpen,
        Duration.ofNanos(now - commitNanos));
    IngestReceipt answer =
        new IngestReceipt(
            target.stream(), target.table(), receipt.rows(), bytes, receipt.version(), sinceOpen);
    service.committed(answer);
    return answer;
  }

  /** Rows taken so far. */
  public long rows() {
    return rows;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      writer.close();
    } finally {
      if (!committed) {
        metrics.streamFailed();
      }
      service.closed(target.stream());
    }
  }
}
