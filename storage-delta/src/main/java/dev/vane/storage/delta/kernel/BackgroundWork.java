package dev.vane.storage.delta.kernel;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread for what follows a commit and may fail or be late without harm: checkpoints and
 * checksums. In order, so that a checksum finds its predecessor.
 */
final class BackgroundWork implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(BackgroundWork.class);
  private static final long CLOSE_SECONDS = 10;

  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "vane-delta-log");
            thread.setDaemon(true);
            return thread;
          });

  /** Work that may throw anything. */
  interface Task {
    // Kernel's hooks declare IOException and throw unchecked exceptions of many kinds.
    void run() throws Exception;
  }

  void submit(String what, Task task) {
    try {
      executor.execute(() -> run(what, task));
    } catch (RejectedExecutionException e) {
      logger.debug("Left out at shutdown: {}", what);
    }
  }

  private static void run(String what, Task task) {
    try {
      task.run();
    } catch (Exception e) {
      logger.warn("{} failed; the table is whole, and a later commit will make up for it", what, e);
    }
  }

  /** Waits until everything submitted so far has run. */
  void drain() {
    try {
      executor.submit(() -> {}).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
