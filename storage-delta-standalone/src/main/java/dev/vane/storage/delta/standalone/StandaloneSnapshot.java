package dev.vane.storage.delta.standalone;

import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.LastTransaction;
import dev.vane.storage.delta.log.LogSnapshot;
import dev.vane.storage.delta.log.RemovedFile;
import dev.vane.storage.delta.log.TableMetadata;
import dev.vane.storage.delta.log.TableProtocol;
import io.delta.standalone.actions.AddFile;
import io.delta.standalone.actions.Metadata;
import io.delta.standalone.actions.Protocol;
import io.delta.standalone.internal.SnapshotImpl;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Standalone's snapshot. The public interface has neither identifiers nor removed files, so its
 * implementation is used; the library is not developed any more, and will not change it.
 */
final class StandaloneSnapshot implements LogSnapshot {
  private final Path table;
  private final SnapshotImpl snapshot;
  private final TableMetadata metadata;
  private @Nullable List<DataFile> files;
  private @Nullable Map<String, LastTransaction> transactions;

  StandaloneSnapshot(Path table, SnapshotImpl snapshot) {
    this.table = table;
    this.snapshot = snapshot;
    this.metadata = convert(snapshot.getMetadata());
  }

  @Override
  public long version() {
    return snapshot.getVersion();
  }

  @Override
  public TableMetadata metadata() {
    return metadata;
  }

  /** Standalone's own form. */
  Metadata standaloneMetadata() {
    return snapshot.getMetadata();
  }

  @Override
  public Instant committedAt() {
    return Instant.ofEpochMilli(snapshot.timestamp());
  }

  /** Standalone opens no table of a protocol that has features by name. */
  @Override
  public TableProtocol protocol() {
    Protocol protocol = snapshot.protocol();
    return new TableProtocol(
        protocol.getMinReaderVersion(), protocol.getMinWriterVersion(), List.of(), List.of());
  }

  @Override
  public synchronized List<DataFile> files() {
    List<DataFile> known = files;
    if (known == null) {
      known =
          StandaloneErrors.translate(
              table,
              () -> snapshot.getAllFiles().stream().map(StandaloneSnapshot::convert).toList());
      files = known;
    }
    return known;
  }

  @Override
  public List<RemovedFile> removedFiles() {
    return StandaloneErrors.translate(
        table,
        () ->
            CollectionConverters.asJava(snapshot.tombstones()).stream()
                .map(
                    file ->
                        new RemovedFile(
                            file.getPath(),
                            Instant.ofEpochMilli(file.getDeletionTimestamp().orElse(0L)),
                            Optional.empty()))
                .toList());
  }

  @Override
  public synchronized Map<String, LastTransaction> transactions() {
    Map<String, LastTransaction> known = transactions;
    if (known == null) {
      Map<String, LastTransaction> read = new HashMap<>();
      StandaloneErrors.translate(
              table, () -> CollectionConverters.asJava(snapshot.setTransactions()))
          .forEach(
              each ->
                  read.put(
                      each.getAppId(),
                      new LastTransaction(each.getVersion(), each.getLastUpdated().orElse(0L))));
      known = Map.copyOf(read);
      transactions = known;
    }
    return known;
  }

  /** Tables that have deletion vectors are not opened. */
  @Override
  public long[] deletedRows(DataFile file) {
    return new long[0];
  }

  private static DataFile convert(AddFile add) {
    return new DataFile(
        add.getPath(),
        add.getSize(),
        add.getModificationTime(),
        add.getPartitionValues(),
        Optional.ofNullable(add.getStats()),
        Optional.empty(),
        Optional.empty());
  }

  private static TableMetadata convert(Metadata metadata) {
    return new TableMetadata(
        metadata.getId(),
        Optional.ofNullable(metadata.getName()),
        metadata.getSchema().toJson(),
        metadata.getPartitionColumns(),
        metadata.getConfiguration());
  }
}
