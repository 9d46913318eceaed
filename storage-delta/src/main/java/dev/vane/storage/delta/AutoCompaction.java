package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.AsOf;
import dev.vane.spi.maintenance.AutomaticMaintenance;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.Progress;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.log.TableMetadata;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes small files together after commits, in tables that ask for it. It runs on a thread of its
 * own, after the commit was answered, as a commit of its own; where another writer is faster,
 * nothing of it stays and a later commit is the next occasion. Safe for many threads.
 */
final class AutoCompaction implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(AutoCompaction.class);
  private static final String ENABLED = "delta.autoOptimize.autoCompact";
  private static final String LEAST_FILES = "vane.autoCompact.minNumFiles";
  private static final int DEFAULT_LEAST_FILES = 50;
  private static final long CLOSE_SECONDS = 60;

  private final OpenFiles openFiles;
  private final DuckDbEngine engine;
  private final Set<Path> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicLong compactions = new AtomicLong();
  private final AtomicLong joinedFiles = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "vane-delta-compaction");
            thread.setDaemon(true);
            return thread;
          });

  AutoCompaction(OpenFiles openFiles, DuckDbEngine engine) {
    this.openFiles = openFiles;
    this.engine = engine;
  }

  /**
   * The metadata with the setting.
   *
   * @param files how many small files may gather in a partition, 0 for any number; empty to leave
   *     the setting as it is
   */
  static TableMetadata set(TableMetadata metadata, OptionalInt files) {
    if (files.isEmpty()) {
      return metadata;
    }
    Map<String, String> properties = new HashMap<>(metadata.configuration());
    properties.put(ENABLED, Boolean.toString(files.getAsInt() > 0));
    if (files.getAsInt() > 0) {
      properties.put(LEAST_FILES, Integer.toString(files.getAsInt()));
    } else {
      properties.remove(LEAST_FILES);
    }
    return new TableMetadata(
        metadata.id(),
        metadata.name(),
        metadata.schemaJson(),
        metadata.partitionColumns(),
        properties);
  }

  /** Hears of a commit; returns at once. */
  void committed(TableFolder folder) {
    if (!waiting.add(folder.path())) {
      return;
    }
    try {
      executor.execute(() -> consider(folder));
    } catch (RejectedExecutionException e) {
      waiting.remove(folder.path());
    }
  }

  private void consider(TableFolder folder) {
    waiting.remove(folder.path());
    FileIO.Reading reading = folder.store().reading();
    try (reading) {
      Optional<TableState> state = folder.state(AsOf.LATEST);
      if (state.filter(AutoCompaction::isWanted).isEmpty()) {
        return;
      }
      ChangeReport report =
          new Optimize(folder, openFiles, engine).gathered(leastFiles(state.get()), Progress.NONE);
      if (report.committed()) {
        compactions.incrementAndGet();
        joinedFiles.addAndGet(report.removed().files());
      }
    } catch (RuntimeException e) {
      failures.incrementAndGet();
      logger.warn(
          "The small files of {} were not written together; the table is as it was",
          folder.path(),
          e);
    }
  }

  private static boolean isWanted(TableState state) {
    return state.property(ENABLED, "false").equalsIgnoreCase("true");
  }

  private static int leastFiles(TableState state) {
    try {
      return Math.max(2, Integer.parseInt(state.property(LEAST_FILES, "")));
    } catch (NumberFormatException e) {
      return DEFAULT_LEAST_FILES;
    }
  }

  AutomaticMaintenance done() {
    return new AutomaticMaintenance(compactions.get(), joinedFiles.get(), failures.get());
  }

  /** Waits for what has begun or is about to. */
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
