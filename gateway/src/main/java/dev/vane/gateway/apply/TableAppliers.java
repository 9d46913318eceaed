package dev.vane.gateway.apply;

import dev.vane.gateway.catalog.Backends;
import dev.vane.gateway.health.Concern;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.gateway.producer.ProducerState;
import dev.vane.gateway.producer.ProducerStates;
import dev.vane.log.CommitLog;
import dev.vane.log.LogFiles;
import dev.vane.log.LogLane;
import dev.vane.log.LogSettings;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log and the appliers behind it. Batches that are acknowledged when they are on disk go by
 * {@link LogPath}; those that are acknowledged after their table's commit go to its applier at
 * once. Safe for many threads.
 */
public final class TableAppliers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableAppliers.class);
  private static final Duration LAST_APPLY = Duration.ofSeconds(5);

  private final Map<TableId, TableApplier> appliers = new ConcurrentHashMap<>();
  private final ApplyContext context;
  private final ProducerStates producers;
  private final CommitLog log;
  private final LogFill fill;
  private final LogPath path;

  private TableAppliers(
      ApplyContext context,
      ProducerStates producers,
      Backends backends,
      LogSettings settings,
      LogFiles files,
      long memoryLimit) {
    this.context = context;
    this.producers = producers;
    Recovered recovered = new Recovered(backends, context, producers, this::applier);
    log = CommitLog.open(settings, files, recovered, context.metrics()::logSynced);
    recovered.done();
    path = new LogPath(producers, log, memoryLimit);
    fill = new LogFill(log, settings.limitBytes());
  }

  /**
   * Opens the log and begins to apply what it holds.
   *
   * @param memoryLimit bytes of waiting batches that are kept in memory; the others are read again
   */
  public static TableAppliers open(
      LogSettings settings,
      LogFiles files,
      Backends backends,
      BufferAllocator allocator,
      QueryEngine engine,
      ProducerStates producers,
      GatewayMetrics metrics,
      long memoryLimit) {
    ApplyContext context = new ApplyContext(allocator, engine, metrics);
    try {
      TableAppliers appliers =
          new TableAppliers(context, producers, backends, settings, files, memoryLimit);
      appliers.publish(metrics);
      return appliers;
    } catch (RuntimeException failure) {
      context.close();
      throw failure;
    }
  }

  private void publish(GatewayMetrics metrics) {
    fill.publish(metrics);
    metrics.observe(
        "apply_waiting_batches",
        "Batches that wait for their tables.",
        () -> appliers.values().stream().mapToLong(TableApplier::waiting).sum());
    metrics.observe(
        "producers_active", "Producers with an open call or waiting batches.", producers::count);
  }

  /** What is of concern about the log. */
  public List<Concern> concerns() {
    return fill.concerns();
  }

  /** The applier of a table. */
  public TableApplier applier(Storage storage, TableId table) {
    return appliers.computeIfAbsent(table.key(), key -> new TableApplier(storage, table, context));
  }

  /**
   * Waits while the log is nearly full and tables take batches from it.
   *
   * @param patience longest wait while they take none
   * @return whether that took any waiting
   */
  public boolean awaitRoom(Duration patience) throws InterruptedException {
    return log.awaitRoom(patience);
  }

  /**
   * Puts a batch into the log. The caller holds the applier's structure lock for reading.
   *
   * @param schema the schema's message, as {@link BatchSchema#bytes} has it
   * @throws VaneException when the batch was not taken; the outcome then hears nothing
   */
  public void log(
      TableApplier applier,
      LogLane lane,
      BatchLabel label,
      BatchSchema schema,
      VectorSchemaRoot batch,
      Optional<ProducerState> producer,
      BatchOutcome outcome) {
    path.append(
        applier,
        lane,
        EntryCodec.encode(context.allocator(), label, schema.bytes(), batch),
        producer,
        outcome);
    fill.look();
  }

  /** Puts into the log that a producer's epoch was raised, before any batch under it. */
  public void logEpoch(
      TableApplier applier, LogLane lane, BatchLabel label, ProducerState producer) {
    path.append(
        applier,
        lane,
        EntryCodec.encodeEpoch(context.allocator(), label),
        Optional.of(producer),
        new EpochOutcome(producer, label.epoch()));
  }

  /** Hands a batch to its table's next commit, which acknowledges it. */
  public void apply(
      TableApplier applier,
      BatchLabel label,
      BatchSchema schema,
      VectorSchemaRoot batch,
      Optional<ProducerState> producer,
      BatchOutcome outcome) {
    EntryCodec.Entry entry = EntryCodec.encode(context.allocator(), label, schema.bytes(), batch);
    producer.ifPresent(producers::takeAgain);
    applier.add(
        new PendingBatch(
            entry.head(),
            Optional.empty(),
            producer,
            entry.bytes(),
            new CommitOutcome(entry.head(), producer, producers, outcome)),
        false,
        true);
  }

  /** Whether nothing waits for any table. */
  public boolean isIdle() {
    return log.entries() == 0;
  }

  /**
   * Waits until what was acknowledged before this call is in its table.
   *
   * @param tables those to wait for
   * @return false if that took longer than it may
   */
  public boolean await(Predicate<TableId> tables, Duration patience) throws InterruptedException {
    if (isIdle()) {
      return true;
    }
    long end = System.nanoTime() + patience.toNanos();
    for (TableApplier applier : List.copyOf(appliers.values())) {
      if (tables.test(applier.table())
          && !applier.await(Duration.ofNanos(Math.max(0, end - System.nanoTime())), false)) {
        return false;
      }
    }
    return true;
  }

  /** Applies what it can in a short time; the rest stays in the log for the next start. */
  @Override
  public void close() {
    boolean interrupted = false;
    try {
      if (!await(table -> true, LAST_APPLY)) {
        LOG.info("{} batches stay in the log for the next start", log.entries());
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    context.close();
    for (TableApplier applier : appliers.values()) {
      try {
        applier.close();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    log.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
