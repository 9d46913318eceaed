package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.LogSnapshot;
import dev.vane.storage.delta.log.RemovedFile;
import dev.vane.storage.delta.log.TableMetadata;
import dev.vane.storage.delta.log.TableProtocol;
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
import io.delta.kernel.internal.deletionvectors.DeletionVectorUtils;
import io.delta.kernel.internal.snapshot.LogSegment;
import io.delta.kernel.internal.util.FileNames;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Kernel's snapshot, with the list of files kept once it was read. */
final class KernelLogSnapshot implements LogSnapshot {
  /** From so many commits on, the log as a whole, with its checkpoint, is read faster. */
  private static final long MAX_COMMITS = 100;

  private final Path table;
  private final KernelEngine engine;
  private final SnapshotImpl snapshot;
  private final TableMetadata metadata;

  /** An earlier snapshot whose files were read, until this one's are. */
  private @Nullable KernelLogSnapshot earlier;

  private @Nullable List<DataFile> files;

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
        .allMatch(file -> Files.exists(LocalPaths.fromKernel(file.getPath())));
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
        file.getDeletionVector().flatMap(DeletionVectors::path));
  }

  @Override
  public synchronized List<DataFile> files() {
    List<DataFile> known = files;
    if (known == null) {
      known = fromEarlier().orElseGet(this::readAll);
      files = known;
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

  /** This snapshot if its files were read, else the one that it would read from. */
  private synchronized @Nullable KernelLogSnapshot readFrom() {
    return files == null ? earlier : this;
  }

  private Optional<List<DataFile>> fromEarlier() {
    KernelLogSnapshot start = earlier;
    if (start == null || version() - start.version() > MAX_COMMITS) {
      return Optional.empty();
    }
    String log = LocalPaths.toKernel(table.resolve("_delta_log"));
    return FileChanges.apply(
        start.files(),
        LongStream.rangeClosed(start.version() + 1, version())
            .mapToObj(commit -> LocalPaths.fromKernel(FileNames.deltaFile(log, commit)))
            .toList());
  }

  private List<DataFile> readAll() {
    List<DataFile> read = new ArrayList<>();
    KernelErrors.translate(table, () -> forEachFile(add -> read.add(convert(add))));
    return List.copyOf(read);
  }

  /** Visits Kernel's own form of every active file. */
  void forEachFile(Consumer<AddFile> consumer) {
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
    return file.deletionVector()
        .map(vector -> (DeletionVectorDescriptor) vector.handle())
        .map(this::read)
        .orElse(new long[0]);
  }

  private long[] read(DeletionVectorDescriptor descriptor) {
    String root = LocalPaths.toKernel(table);
    return KernelErrors.translate(
        table,
        () -> {
          if (descriptor.isOnDisk()
              && !LocalPaths.fromKernel(descriptor.getAbsolutePath(root))
                  .normalize()
                  .startsWith(table)) {
            throw KernelErrors.outside(table, "a deletion vector");
          }
          return DeletionVectorUtils.loadNewDvAndBitmap(engine, root, descriptor)._2.toArray();
        });
  }

  static DataFile convert(AddFile add) {
    return new DataFile(
        add.getPath(),
        add.getSize(),
        VectorUtils.toJavaMap(add.getPartitionValues()),
        add.getStatsJson(),
        add.getDeletionVector().map(DeletionVectors::convert));
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
