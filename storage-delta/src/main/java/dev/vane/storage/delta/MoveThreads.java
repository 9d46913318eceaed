package dev.vane.storage.delta;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where moves run: a thread for each table that moves, so that one that is stuck does not stop
 * another, and one that looks at the clock.
 */
final class MoveThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MoveThreads.class);
  private static final long LAST_MOVE_SECONDS = 20;

  private final AtomicLong count = new AtomicLong();
  private final ExecutorService executor =
      Executors.newCachedThreadPool(task -> daemon(task, "vane-move-" + count.incrementAndGet()));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "vane-move-timer"));

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  void execute(Runnable move) {
    try {
      executor.execute(move);
    } catch (RejectedExecutionException closing) {
      LOG.debug("The storage closes", closing);
    }
  }

  void schedule(Runnable look, Duration delay) {
    try {
      ScheduledFuture<?> unused =
          timer.schedule(look, Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      LOG.debug("The storage closes", closing);
    }
  }

  /** Begins nothing more and waits a while for what runs. */
  @Override
  public void close() {
    timer.shutdownNow();
    executor.shutdown();
    try {
      if (!executor.awaitTermination(LAST_MOVE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A move of hot rows is left alone; the next start goes on with it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
