package dev.vane.gateway.ingest;

import dev.vane.gateway.memory.StreamAccount;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is one commit. Nothing of it is kept unless {@link #commit} returns. One that is a
 * unit may come again: then it is compared with what was committed, and answered as it was.
 */
final class WholeStreamSession implements IngestSession {
  private final StreamTarget target;
  private final Schema schema;
  private final TableDoor door;
  private final Optional<StreamUnit> unit;
  private final StreamAccount account;
  private final IngestContext context;
  private final IngestService service;
  private final long openedNanos = System.nanoTime();
  private @Nullable TableWriter writer;
  private long rows;
  private long bytes;
  private boolean committed;
  private boolean closed;

  /** The unit is taken over. */
  WholeStreamSession(
      StreamTarget target,
      Schema schema,
      TableDoor door,
      Optional<StreamUnit> unit,
      StreamAccount account,
      IngestContext context,
      IngestService service) {
    this.target = target;
    this.schema = schema;
    this.door = door;
    this.unit = unit;
    this.account = account;
    this.context = context;
    this.service = service;
    boolean opened = false;
    try {
      // What the table has already may be all that comes, and needs no writer.
      if (unit.isEmpty() || !unit.get().isKnown()) {
        open();
      }
      opened = true;
    } finally {
      if (!opened) {
        unit.ifPresent(StreamUnit::close);
      }
    }
  }

  private TableWriter open() {
    TableWriter opened = writer;
    if (opened == null) {
      opened = openWriter();
      writer = opened;
      account.measureBy(opened::heldBytes);
    }
    return opened;
  }

  private TableWriter openWriter() {
    if (door.mayChange()) {
      // What was acknowledged before comes first, and would meet this stream's commit later.
      door.awaitApplied();
    }
    try {
      return target.storage().openWriter(target.table(), schema, target.options());
    } catch (VaneException e) {
      throw unit.isPresent() && unit.get().isKnown()
          ? TableDoor.changed(e, Optional.of(unit.get().lastDurable()))
          : e;
    }
  }

  @Override
  public void append(
      VectorSchemaRoot batch, DictionaryProvider dictionaries, byte @Nullable [] metadata) {
    awaitRoom();
    long batchRows = batch.getRowCount();
    long batchBytes = BatchNumbers.bytes(batch);
    context.metrics().batchReceived(target.storage().name(), batchRows, batchBytes);
    if (isNew(batch, dictionaries, metadata)) {
      open().append(batch, dictionaries);
      account.measure();
      rows += batchRows;
      bytes += batchBytes;
    } else {
      context.metrics().batchReplayed(target.stream());
    }
  }

  private void awaitRoom() {
    long begun = System.nanoTime();
    if (account.awaitRoom(this::relieve)) {
      context.metrics().heldBack(target.stream(), Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  private void relieve() {
    TableWriter open = writer;
    if (open != null) {
      open.relieve();
    }
  }

  private boolean isNew(
      VectorSchemaRoot batch, DictionaryProvider dictionaries, byte @Nullable [] metadata) {
    if (unit.isEmpty()) {
      return true;
    }
    try (PlainRows plain = PlainRows.of(batch, dictionaries, PlainRows.schema(schema))) {
      return unit.get().take(plain.rows(), metadata);
    }
  }

  @Override
  public IngestReceipt commit() {
    Optional<RecordedCommit> before = unit.flatMap(StreamUnit::repeated);
    if (before.isPresent()) {
      return answerAgain(before.get());
    }
    long commitNanos = System.nanoTime();
    TableWriter open = open();
    CommitMarks marks = unit.map(each -> each.marks(rows, bytes)).orElse(CommitMarks.NONE);
    CommitReceipt receipt =
        door.mayChange() ? door.change(() -> open.commit(marks)) : open.commit(marks);
    long now = System.nanoTime();
    committed = true;
    unit.ifPresent(StreamUnit::committed);
    Duration sinceOpen = Duration.ofNanos(now - openedNanos);
    context
        .metrics()
        .streamCommitted(
            target.stream(),
            target.storage().name(),
            receipt.rows(),
            bytes,
            sinceOpen,
            Duration.ofNanos(now - commitNanos));
    return answer(receipt.rows(), bytes, receipt.version(), sinceOpen);
  }

  /** The first answer once more; nothing was written now. */
  private IngestReceipt answerAgain(RecordedCommit before) {
    committed = true;
    Duration sinceOpen = Duration.ofNanos(System.nanoTime() - openedNanos);
    context.metrics().streamEnded(target.stream(), sinceOpen);
    return new IngestReceipt(
        target.stream(),
        target.table(),
        before.entry().rows(),
        before.entry().bytes(),
        OptionalLong.of(before.version()),
        sinceOpen);
  }

  private IngestReceipt answer(long itsRows, long itsBytes, long version, Duration sinceOpen) {
    IngestReceipt receipt =
        new IngestReceipt(
            target.stream(),
            target.table(),
            itsRows,
            itsBytes,
            OptionalLong.of(version),
            sinceOpen);
    service.committed(receipt);
    return receipt;
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
    try {
      if (writer != null) {
        writer.close();
      }
    } finally {
      account.close();
      unit.ifPresent(StreamUnit::close);
      GatewayMetrics metrics = context.metrics();
      if (!committed) {
        metrics.streamFailed();
      }
      service.closed(target.stream());
    }
  }
}
