package dev.vane.gateway.apply;

import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.AsOf;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all appliers share. There is a thread for each table that is being applied, because one that
 * is stuck must not stop another.
 */
final class ApplyContext {
  private static final Logger LOG = LoggerFactory.getLogger(ApplyContext.class);

  private final BufferAllocator allocator;
  private final QueryEngine engine;
  private final GatewayMetrics metrics;
  private final AtomicLong threads = new AtomicLong();
  private final ExecutorService executor =
      Executors.newCachedThreadPool(
          task -> daemon(task, "vane-applier-" + threads.incrementAndGet()));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "vane-applier-timer"));
  private volatile String logId = "";
  private volatile boolean closed;

  ApplyContext(BufferAllocator allocator, QueryEngine engine, GatewayMetrics metrics) {
    this.allocator = allocator;
    this.engine = engine;
    this.metrics = metrics;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  void logId(String id) {
    logId = id;
  }

  String logId() {
    return logId;
  }

  BufferAllocator allocator() {
    return allocator;
  }

  GatewayMetrics metrics() {
    return metrics;
  }

  boolean isClosed() {
    return closed;
  }

  void execute(Runnable task) {
    executor.execute(
        () -> {
          try {
            task.run();
          } catch (RuntimeException | Error failure) {
            LOG.error("An applier ended", failure);
          }
        });
  }

  void schedule(Runnable task, Duration delay) {
    try {
      ScheduledFuture<?> unused = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      LOG.debug("The appliers close", closing);
    }
  }

  /** The table's own columns. */
  Schema schemaOf(Storage storage, TableId table) {
    try (ReadSession session = engine.openSession()) {
      return storage.snapshot(table, AsOf.LATEST, session).orElseThrow().schema();
    }
  }

  /** No transaction begins from now on. */
  void close() {
    closed = true;
    timer.shutdownNow();
    executor.shutdown();
  }
}
