package dev.vane.gateway.apply;

import dev.vane.gateway.catalog.Backends;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.gateway.producer.ProducerState;
import dev.vane.gateway.producer.ProducerStates;
import dev.vane.log.AppendListener;
import dev.vane.log.CommitLog;
import dev.vane.log.LogEntry;
import dev.vane.log.LogFiles;
import dev.vane.log.LogLane;
import dev.vane.log.LogSettings;
import dev.vane.spi.CrashPoint;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log and the appliers behind it. A batch comes in, is on disk, counts as waiting for its table
 * and is acknowledged, in this order; so whoever sees the acknowledgement and asks finds the batch
 * waiting, and is made to wait too. Safe for many threads.
 */
public final class TableAppliers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableAppliers.class);
  private static final Duration LAST_APPLY = Duration.ofSeconds(5);
  private static final int NEAR_PERCENT = 80;

  private final Map<TableId, TableApplier> appliers = new ConcurrentHashMap<>();
  private final ApplyContext context;
  private final ProducerStates producers;
  private final CommitLog log;
  private final long logLimit;
  private final long memoryLimit;
  private final AtomicLong memory = new AtomicLong();
  private final AtomicBoolean near = new AtomicBoolean();

  private TableAppliers(
      ApplyContext context,
      ProducerStates producers,
      Backends backends,
      LogSettings settings,
      LogFiles files,
      long memoryLimit) {
    this.context = context;
    this.producers = producers;
    this.memoryLimit = memoryLimit;
    this.logLimit = settings.limitBytes();
    Recovered recovered = new Recovered(backends, context, producers, this::applier);
    log = CommitLog.open(settings, files, recovered, context.metrics()::logSynced);
    recovered.done();
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
    metrics.observe("log_bytes", "Bytes of the log of acknowledged batches.", log::bytes);
    metrics.observe("log_entries", "Entries of the log that wait for their tables.", log::entries);
    metrics.observe(
        "log_near_limit",
        "1 while the log holds more than 80 % of limits.log_bytes.",
        () -> isNearLimit() ? 1 : 0);
    metrics.observe(
        "log_failed", "1 after a failed sync, until a restart.", () -> log.isFailed() ? 1 : 0);
    metrics.observe(
        "apply_waiting_batches",
        "Batches that wait for their tables.",
        () -> appliers.values().stream().mapToLong(TableApplier::waiting).sum());
    metrics.observe(
        "producers_active", "Producers with an open call or waiting batches.", producers::count);
  }

  private boolean isNearLimit() {
    return log.bytes() > logLimit / 100 * NEAR_PERCENT;
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
    append(
        applier,
        lane,
        EntryCodec.encode(context.allocator(), label, schema.bytes(), batch),
        producer,
        outcome);
    warnNearLimit();
  }

  /** Puts into the log that a producer's epoch was raised, before any batch under it. */
  public void logEpoch(
      TableApplier applier, LogLane lane, BatchLabel label, ProducerState producer) {
    append(
        applier,
        lane,
        EntryCodec.encodeEpoch(context.allocator(), label),
        Optional.of(producer),
        new BatchOutcome() {
          @Override
          public void durable(OptionalLong version) {}

          @Override
          public void failed(VaneException failure) {
            LOG.warn("The epoch {} of {} is not on disk", label.epoch(), producer.key(), failure);
          }

          @Override
          public Optional<VaneException> failedBefore() {
            return Optional.empty();
          }

          @Override
          public Object sender() {
            return producer;
          }
        });
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
            new PendingBatch.Outcome() {
              @Override
              public void applied(long version) {
                durable(entry.head(), producer);
                CrashPoint.reach("ack");
                outcome.durable(OptionalLong.of(version));
                producer.ifPresent(producers::giveBack);
              }

              @Override
              public void refused(VaneException failure) {
                outcome.failed(failure);
                producer.ifPresent(producers::giveBack);
              }

              @Override
              public Optional<VaneException> failedBefore() {
                return outcome.failedBefore();
              }

              @Override
              public Object sender() {
                return outcome.sender();
              }
            }),
        false,
        true);
  }

  private void append(
      TableApplier applier,
      LogLane lane,
      EntryCodec.Entry entry,
      Optional<ProducerState> producer,
      BatchOutcome outcome) {
    producer.ifPresent(producers::takeAgain);
    applier.expect();
    boolean taken = false;
    try {
      log.append(lane, entry.payload(), new Logged(applier, entry, producer, outcome));
      taken = true;
    } finally {
      if (!taken) {
        drop(applier, entry, producer);
      }
    }
  }

  private void drop(
      TableApplier applier, EntryCodec.Entry entry, Optional<ProducerState> producer) {
    entry.bytes().close();
    applier.unexpect();
    producer.ifPresent(producers::giveBack);
  }

  private static void durable(EntryHead head, Optional<ProducerState> producer) {
    if (head.hasRows()) {
      producer.ifPresent(state -> state.durable(head.offset(), head.records()));
    }
  }

  /** What happens to a batch once the log has answered. */
  private final class Logged implements AppendListener {
    private final TableApplier applier;
    private final EntryCodec.Entry entry;
    private final Optional<ProducerState> producer;
    private final BatchOutcome outcome;

    Logged(
        TableApplier applier,
        EntryCodec.Entry entry,
        Optional<ProducerState> producer,
        BatchOutcome outcome) {
      this.applier = applier;
      this.entry = entry;
      this.producer = producer;
      this.outcome = outcome;
    }

    @Override
    public void durable(LogEntry logged) {
      long size = entry.bytes().capacity();
      ArrowBuf kept = entry.bytes();
      if (memory.addAndGet(size) > memoryLimit) {
        memory.addAndGet(-size);
        kept.close();
        kept = null;
      }
      applier.add(pending(logged, kept, kept == null ? 0 : size), true, false);
      TableAppliers.durable(entry.head(), producer);
      CrashPoint.reach("ack");
      outcome.durable(OptionalLong.empty());
      CrashPoint.reach("acked");
    }

    private PendingBatch pending(LogEntry logged, @Nullable ArrowBuf kept, long size) {
      return new PendingBatch(
          entry.head(),
          Optional.of(logged),
          producer,
          kept,
          new PendingBatch.Outcome() {
            @Override
            public void applied(long version) {
              memory.addAndGet(-size);
              producer.ifPresent(producers::giveBack);
            }

            @Override
            public void refused(VaneException failure) {
              throw new IllegalStateException("What was acknowledged is not refused", failure);
            }
          });
    }

    @Override
    public void failed(VaneException failure) {
      drop(applier, entry, producer);
      outcome.failed(failure);
    }
  }

  private void warnNearLimit() {
    boolean now = isNearLimit();
    if (now != near.get() && near.compareAndSet(!now, now)) {
      if (now) {
        LOG.warn(
            "The log of acknowledged batches holds more than {} % of limits.log_bytes: tables take"
                + " rows more slowly than they come, or one can't be written",
            NEAR_PERCENT);
      } else {
        LOG.info("The log of acknowledged batches has room again");
      }
    }
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
