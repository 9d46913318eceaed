package dev.vane.gateway.ingest;

import dev.vane.gateway.apply.BatchLabel;
import dev.vane.gateway.apply.BatchOutcome;
import dev.vane.gateway.apply.BatchSchema;
import dev.vane.gateway.apply.TableApplier;
import dev.vane.gateway.memory.StreamAccount;
import dev.vane.gateway.producer.BatchDigests;
import dev.vane.log.LogLane;
import dev.vane.spi.BatchCheck;
import dev.vane.spi.BatchDigest;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is acknowledged batch by batch.
 *
 * <p>Everything that can refuse a batch happens before it is handed on: its number, its content if
 * it was sent before, its columns and values against the table. Then it is on its way, and the
 * acknowledgement comes from the log's thread, or the table's, while the stream goes on. At most
 * {@link StreamAccount#window} are on their way; more wait here.
 */
final class BatchStreamSession implements IngestSession {
  private static final Duration VERSION_WAIT = Duration.ofSeconds(2);

  private final StreamTarget target;
  private final TableDoor door;
  private final Numbering numbering;
  private final Durability durability;
  private final AckListener acks;
  private final StreamAccount account;
  private final IngestContext context;
  private final IngestService service;
  private final BatchSchema schema;
  private final BatchDigests digests;
  private final LogLane lane = new LogLane();
  private final long openedNanos = System.nanoTime();
  private BatchCheck check;
  private long generation;
  private long rows;
  private long bytes;
  // Guarded by this: the answers come from other threads.
  private long bytesUnderWay;
  private int batchesUnderWay;
  private OptionalLong version = OptionalLong.empty();
  private @Nullable VaneException failure;
  private boolean ended;
  private boolean closed;

  /** The numbering is taken over. */
  BatchStreamSession(
      StreamTarget target,
      Schema plainSchema,
      TableDoor door,
      Numbering numbering,
      Durability durability,
      AckListener acks,
      StreamAccount account,
      IngestContext context,
      IngestService service) {
    this.target = target;
    this.door = door;
    this.numbering = numbering;
    this.durability = durability;
    this.acks = acks;
    this.account = account;
    this.context = context;
    this.service = service;
    schema = new BatchSchema(plainSchema);
    digests = BatchDigests.of(plainSchema);
    boolean opened = false;
    try {
      door.prepare(plainSchema, numbering.isReturning());
      generation = door.applier().generation();
      if (durability == Durability.TABLE && numbering.isKept()) {
        // What went through the log comes first; the table's ledger is in order then.
        door.awaitApplied();
      }
      check = openCheck();
      opened = true;
    } finally {
      if (!opened) {
        numbering.close();
      }
    }
    if (durability == Durability.LOG) {
      numbering.recordEpoch(context.appliers(), door.applier(), lane, target);
    }
  }

  private BatchCheck openCheck() {
    return numbering.isReturning()
        ? door.checkAgain(schema.schema(), Optional.of(numbering.lastDurable()))
        : door.check(schema.schema());
  }

  @Override
  public void append(
      VectorSchemaRoot batch, DictionaryProvider dictionaries, byte @Nullable [] metadata) {
    long received = System.nanoTime();
    long size = BatchNumbers.bytes(batch);
    context.metrics().batchReceived(target.storage().name(), batch.getRowCount(), size);
    awaitRoom();
    try (PlainRows plain = PlainRows.of(batch, dictionaries, schema.schema())) {
      BatchDigest digest = numbering.isKept() ? digests.digest(plain.rows()) : BatchDigest.EMPTY;
      long offset = numbering.offset(metadata);
      Lock lock = door.applier().structure().readLock();
      lock.lock();
      try {
        checkAgainIfChanged();
        take(plain.rows(), size, offset, digest, received);
      } finally {
        lock.unlock();
      }
    }
  }

  private void take(
      VectorSchemaRoot plain, long size, long offset, BatchDigest digest, long received) {
    // The monitor keeps a higher epoch, and the log's answer, out until the batch is counted.
    synchronized (numbering.monitor()) {
      requireSound();
      if (numbering.isRepetition(offset, digest)) {
        context.metrics().batchReplayed(target.stream());
        numbering.durable().ifPresent(acks::acknowledged);
        return;
      }
      check.check(plain);
      long records = numbering.records() + plain.getRowCount();
      BatchLabel label =
          new BatchLabel(
              target.table(),
              target.stream(),
              numbering.producer(),
              numbering.epoch(),
              offset,
              digest,
              records,
              size);
      underWay(size);
      boolean taken = false;
      try {
        handOn(plain, label, received);
        taken = true;
      } finally {
        if (!taken) {
          settled(size, null);
        }
      }
      numbering.accepted(offset, plain.getRowCount(), digest);
      rows += plain.getRowCount();
      bytes += size;
    }
  }

  private void handOn(VectorSchemaRoot plain, BatchLabel label, long received) {
    TableApplier applier = door.applier();
    BatchOutcome outcome = new Outcome(label, plain.getRowCount(), received);
    if (durability == Durability.LOG) {
      context.appliers().log(applier, lane, label, schema, plain, numbering.state(), outcome);
    } else {
      context.appliers().apply(applier, label, schema, plain, numbering.state(), outcome);
    }
  }

  private void checkAgainIfChanged() {
    long now = door.applier().generation();
    if (now != generation) {
      BatchCheck again = door.checkAgain(schema.schema(), Optional.of(numbering.lastDurable()));
      check.close();
      check = again;
      generation = now;
    }
  }

  /** What the log or the table answers. */
  private final class Outcome implements BatchOutcome {
    private final BatchLabel label;
    private final long itsRows;
    private final long received;

    Outcome(BatchLabel label, long itsRows, long received) {
      this.label = label;
      this.itsRows = itsRows;
      this.received = received;
    }

    @Override
    public void durable(OptionalLong newVersion) {
      context
          .metrics()
          .batchAcknowledged(
              target.stream(),
              target.storage().name(),
              itsRows,
              label.bytes(),
              Duration.ofNanos(System.nanoTime() - received));
      acks.acknowledged(new BatchAck(label.offset(), label.records(), newVersion));
      acknowledged(newVersion, itsRows);
      settled(label.bytes(), null);
    }

    @Override
    public void failed(VaneException reason) {
      // First the call, then the numbers: nothing may be accepted after what was lost.
      settled(label.bytes(), reason);
      numbering.failed();
      acks.refused(reason);
    }

    @Override
    public Optional<VaneException> failedBefore() {
      return failureSoFar();
    }

    @Override
    public Object sender() {
      return BatchStreamSession.this;
    }
  }

  private void acknowledged(OptionalLong newVersion, long itsRows) {
    synchronized (this) {
      version = newVersion.isPresent() ? newVersion : version;
    }
    service.acknowledged(target.stream(), target.table(), itsRows, newVersion);
  }

  private synchronized void underWay(long size) {
    bytesUnderWay += size;
    account.add(size);
    batchesUnderWay++;
  }

  private synchronized void settled(long size, @Nullable VaneException reason) {
    bytesUnderWay -= size;
    account.remove(size);
    batchesUnderWay--;
    if (reason != null && failure == null) {
      failure = reason;
    }
    notifyAll();
  }

  private void requireSound() {
    failureSoFar()
        .ifPresent(
            reason -> {
              throw reason;
            });
  }

  private synchronized Optional<VaneException> failureSoFar() {
    return Optional.ofNullable(failure);
  }

  private void awaitRoom() {
    long begun = System.nanoTime();
    boolean waited = await(account.window());
    waited |= account.awaitRoom(() -> {});
    waited |= awaitLog();
    if (waited) {
      context.metrics().heldBack(target.stream(), Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  private boolean awaitLog() {
    if (durability != Durability.LOG) {
      return false;
    }
    try {
      return context.appliers().awaitRoom(context.holdBack());
    } catch (InterruptedException e) {
      throw stopping(e);
    }
  }

  private VaneException stopping(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new VaneException(
        ErrorCode.SHUTTING_DOWN,
        "The gateway is stopping. %s Send the rest again later.".formatted(numbering.lastDurable()),
        cause);
  }

  /** Waits until less than this is under way; returns whether that took any waiting. */
  private synchronized boolean await(long most) {
    boolean waited = false;
    try {
      while (failure == null && batchesUnderWay > 0 && bytesUnderWay >= most) {
        waited = true;
        wait();
      }
    } catch (InterruptedException e) {
      throw stopping(e);
    }
    if (failure != null) {
      throw failure;
    }
    return waited;
  }

  @Override
  public IngestReceipt commit() {
    await(0);
    ended = true;
    Duration sinceOpen = Duration.ofNanos(System.nanoTime() - openedNanos);
    context.metrics().streamEnded(target.stream(), sinceOpen);
    return new IngestReceipt(
        target.stream(), target.table(), rows, bytes, finalVersion(), sinceOpen);
  }

  /** The version that has everything, if the table takes it soon. */
  private OptionalLong finalVersion() {
    synchronized (this) {
      if (version.isPresent()) {
        return version;
      }
    }
    try {
      if (door.applier().await(VERSION_WAIT, false)) {
        return service.version(target);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return OptionalLong.empty();
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    check.close();
    account.close();
    numbering.close();
    if (!ended) {
      context.metrics().streamFailed();
    }
    service.closed(target.stream());
  }
}
