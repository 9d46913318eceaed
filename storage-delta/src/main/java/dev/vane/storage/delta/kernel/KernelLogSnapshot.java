package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.LastTransaction;
import dev.vane.storage.delta.log.LogContent;
import dev.vane.storage.delta.log.LogSnapshot;
import dev.vane.storage.delta.log.RemovedFile;
import dev.vane.storage.delta.log.TableMetadata;
import dev.vane.storage.delta.log.TableProtocol;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.Protocol;
import io.delta.kernel.internal.actions.RemoveFile;
import io.delta.kernel.internal.actions.SetTransaction;
import io.delta.kernel.internal.deletionvectors.DeletionVectorUtils;
import io.delta.kernel.internal.replay.ActionsIterator;
import io.delta.kernel.internal.snapshot.LogSegment;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Kernel's snapshot, with its content kept once it was read. */
final class KernelLogSnapshot implements LogSnapshot {
  /** From so many commits on, the log as a whole, with its checkpoint, is read faster. */
  private static final long MAX_COMMITS = 100;

  private static final StructType TRANSACTIONS =
      new StructType().add("txn", SetTransaction.FULL_SCHEMA);

  private final Path table;
  private final KernelEngine engine;
  private final SnapshotImpl snapshot;
  private final TableMetadata metadata;

  /** An earlier snapshot whose content was read, until this one's is. */
  private @Nullable KernelLogSnapshot earlier;

  private @Nullable LogContent content;

  KernelLogSnapshot(Path table, KernelEngine engine, SnapshotImpl snapshot) {
    this.table = table;
    this.engine = engine;
    this.snapshot = snapshot;
    this.metadata = convert(snapshot.getMetadata());
  }

  SnapshotImpl kernelSnapshot() {
    return snapshot;
  }

  /**
   * Whether the files that it reads from are still there. Whoever keeps the table may remove the
   * part of the log that a checkpoint replaces, the oldest first, and makes no commit for it.
   */
  boolean isComplete() {
    LogSegment log = snapshot.getLogSegment();
    return Stream.concat(log.getCheckpoints().stream(), log.getDeltas().stream().limit(1))
        .allMatch(file -> isThere(KernelPaths.fromKernel(file.getPath())));
  }

  private boolean isThere(Path file) {
    try {
      return engine.files().store().find(file).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public long version() {
    return snapshot.getVersion();
  }

  @Override
  public TableMetadata metadata() {
    return metadata;
  }

  @Override
  public Instant committedAt() {
    return Instant.ofEpochMilli(snapshot.getTimestamp(engine));
  }

  @Override
  public TableProtocol protocol() {
    Protocol protocol = snapshot.getProtocol();
    return TableProtocol.of(
        protocol.getMinReaderVersion(),
        protocol.getMinWriterVersion(),
        protocol.getReaderFeatures(),
        protocol.getWriterFeatures());
  }

  @Override
  public List<RemovedFile> removedFiles() {
    List<RemovedFile> removed = new ArrayList<>();
    KernelErrors.translate(table, () -> forEachTombstone(file -> removed.add(convert(file))));
    return List.copyOf(removed);
  }

  private void forEachTombstone(Consumer<RemoveFile> consumer) {
    try (CloseableIterator<FilteredColumnarBatch> batches =
        snapshot.getCreateCheckpointIterator(engine)) {
      while (batches.hasNext()) {
        FilteredColumnarBatch batch = batches.next();
        int remove = batch.getData().getSchema().indexOf("remove");
        try (CloseableIterator<Row> rows = batch.getRows()) {
          while (rows.hasNext()) {
            Row row = rows.next();
            if (!row.isNullAt(remove)) {
              consumer.accept(new RemoveFile(row.getStruct(remove)));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RemovedFile convert(RemoveFile file) {
    return new RemovedFile(
        file.getPath(),
        Instant.ofEpochMilli(file.getDeletionTimestamp().orElse(0L)),
        file.getDeletionVector()
            .map(DeletionVectors::fromKernel)
            .flatMap(DataFile.DeletionVector::path));
  }

  @Override
  public synchronized List<DataFile> files() {
    return content().files();
  }

  @Override
  public synchronized Map<String, LastTransaction> transactions() {
    LogContent known = content();
    if (known.transactions().isEmpty()) {
      known = new LogContent(known.files(), Optional.of(readTransactions()));
      content = known;
    }
    return known.transactions().orElseThrow();
  }

  private synchronized LogContent content() {
    LogContent known = content;
    if (known == null) {
      known = fromEarlier().orElseGet(() -> new LogContent(readFiles(), Optional.empty()));
      content = known;
      earlier = null;
    }
    return known;
  }

  /** Lets this snapshot read only what was committed since an earlier one. */
  KernelLogSnapshot after(@Nullable KernelLogSnapshot previous) {
    if (previous != null
        && previous.metadata.id().equals(metadata.id())
        && previous.version() <= version()
        && version() - previous.version() <= MAX_COMMITS) {
      KernelLogSnapshot start = previous.readFrom();
      synchronized (this) {
        earlier = start;
      }
    }
    return this;
  }

  /** This snapshot if its content was read, else the one that it would read from. */
  private synchronized @Nullable KernelLogSnapshot readFrom() {
    return content == null ? earlier : this;
  }

  private Optional<LogContent> fromEarlier() {
    KernelLogSnapshot start = earlier;
    if (start == null || version() - start.version() > MAX_COMMITS) {
      return Optional.empty();
    }
    return start
        .content()
        .after(engine.files().store(), table.resolve("_delta_log"), start.version(), version());
  }

  private List<DataFile> readFiles() {
    List<DataFile> read = new ArrayList<>();
    KernelErrors.translate(table, () -> forEachFile(add -> read.add(convert(add))));
    return read;
  }

  /** The log is read from its end, so the first identifier of an application is its last. */
  private Map<String, LastTransaction> readTransactions() {
    Map<String, LastTransaction> read = new HashMap<>();
    KernelErrors.translate(
        table,
        () -> {
          try (ActionsIterator actions =
              new ActionsIterator(
                  engine,
                  snapshot.getLogSegment().allLogFilesReversed(),
                  TRANSACTIONS,
                  Optional.empty())) {
            while (actions.hasNext()) {
              ColumnVector vector = actions.next().getColumnarBatch().getColumnVector(0);
              for (int row = 0; row < vector.getSize(); row++) {
                SetTransaction transaction = SetTransaction.fromColumnVector(vector, row);
                if (transaction != null) {
                  read.putIfAbsent(
                      transaction.getAppId(),
                      new LastTransaction(
                          transaction.getVersion(), transaction.getLastUpdated().orElse(0L)));
                }
              }
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return read;
  }

  /** Visits Kernel's own form of every active file. */
  private void forEachFile(Consumer<AddFile> consumer) {
    ScanImpl scan = (ScanImpl) snapshot.getScanBuilder().build();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            consumer.accept(
                new AddFile(rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL)));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long[] deletedRows(DataFile file) {
    return file.deletionVector().map(DeletionVectors::toKernel).map(this::read).orElse(new long[0]);
  }

  private long[] read(DeletionVectorDescriptor descriptor) {
    String root = KernelPaths.toKernel(table);
    return KernelErrors.translate(
        table,
        () -> {
          if (descriptor.isOnDisk()
              && !KernelPaths.fromKernel(descriptor.getAbsolutePath(root))
                  .normalize()
                  .startsWith(table)) {
            throw KernelErrors.outside(table, "a deletion vector");
          }
          return DeletionVectorUtils.loadNewDvAndBitmap(engine, root, descriptor)._2.toArray();
        });
  }

  private static DataFile convert(AddFile add) {
    return new DataFile(
        add.getPath(),
        add.getSize(),
        add.getModificationTime(),
        VectorUtils.toJavaMap(add.getPartitionValues()),
        add.getStatsJson(),
        add.getDeletionVector().map(DeletionVectors::fromKernel),
        add.getBaseRowId()
            .map(id -> new DataFile.RowTracking(id, add.getDefaultRowCommitVersion().orElse(0L))));
  }

  private static TableMetadata convert(Metadata metadata) {
    return new TableMetadata(
        metadata.getId(),
        Optional.ofNullable(metadata.getName()).flatMap(name -> name),
        metadata.getSchemaString(),
        VectorUtils.toJavaList(metadata.getPartitionColumns()),
        metadata.getConfiguration());
  }
}
