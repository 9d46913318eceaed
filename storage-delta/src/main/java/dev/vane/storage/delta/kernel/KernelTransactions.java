package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.CommitPlan.Removal;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.LogPaths;
import dev.vane.storage.delta.log.LogSnapshot;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.log.TableMetadata;
import io.delta.kernel.Operation;
import io.delta.kernel.data.Row;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TransactionImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.Format;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.Protocol;
import io.delta.kernel.internal.actions.SetTransaction;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.DelegateRow;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.internal.fs.Path;
import io.delta.kernel.internal.tablefeatures.TableFeature;
import io.delta.kernel.internal.tablefeatures.TableFeatures;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.StringType;
import io.delta.kernel.utils.CloseableIterable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Kernel's transactions from plans. The constructor of {@link TransactionImpl} is used instead of
 * the public builders because these can't change the schema of a plain table, name a table, or
 * carry several identifiers; what the builders check first is checked here too.
 */
final class KernelTransactions {
  private static final int TABLE_FEATURES_READER = 3;
  private static final int TABLE_FEATURES_WRITER = 7;

  private KernelTransactions() {}

  static TransactionImpl begin(
      java.nio.file.Path table, KernelEngine engine, LogCommitter committer, CommitPlan plan) {
    Optional<SnapshotImpl> base =
        plan.base().map(snapshot -> ((KernelLogSnapshot) snapshot).kernelSnapshot());
    Optional<Protocol> protocol = newProtocol(base, plan.writerFeatures());
    Optional<Metadata> metadata = plan.metadata().map(changed -> metadata(base, changed));
    base.ifPresent(
        snapshot ->
            TableFeatures.validateKernelCanWriteToTable(
                protocol.orElse(snapshot.getProtocol()),
                metadata.orElse(snapshot.getMetadata()),
                table.toString()));
    // A removal has read the whole table; Kernel's own check would let appends slip in between.
    Optional<Integer> retries =
        plan.removal().kind() != Removal.Kind.NONE || plan.restored().isPresent() || base.isEmpty()
            ? Optional.of(0)
            : Optional.empty();
    return new TransactionImpl(
        base.isEmpty(),
        new Path(LocalPaths.toKernel(table)),
        base,
        "Vane",
        base.isEmpty() ? Operation.CREATE_TABLE : Operation.WRITE,
        protocol,
        metadata,
        committer,
        plan.transactions().stream().findFirst().map(KernelTransactions::setTransaction),
        Optional.empty(),
        retries,
        0,
        System::currentTimeMillis);
  }

  /** Empty when the table's protocol stays as it is. */
  private static Optional<Protocol> newProtocol(
      Optional<SnapshotImpl> base, List<String> features) {
    Protocol current = base.map(SnapshotImpl::getProtocol).orElse(new Protocol(1, 2));
    List<TableFeature> missing =
        features.stream()
            .map(TableFeatures::getTableFeature)
            .filter(feature -> !current.supportsFeature(feature))
            .toList();
    if (missing.isEmpty()) {
      return base.isEmpty() ? Optional.of(current) : Optional.empty();
    }
    // From protocol (3, 7) on every feature is listed, those that older versions imply included.
    Set<TableFeature> all = new HashSet<>(current.getImplicitlyAndExplicitlySupportedFeatures());
    all.addAll(missing);
    return Optional.of(
        new Protocol(TABLE_FEATURES_READER, TABLE_FEATURES_WRITER).withFeatures(all));
  }

  private static Metadata metadata(Optional<SnapshotImpl> base, TableMetadata metadata) {
    return new Metadata(
        metadata.id(),
        metadata.name(),
        base.flatMap(snapshot -> snapshot.getMetadata().getDescription()),
        new Format(),
        metadata.schemaJson(),
        DataTypeJsonSerDe.deserializeStructType(metadata.schemaJson()),
        VectorUtils.buildArrayValue(metadata.partitionColumns(), StringType.STRING),
        base.flatMap(snapshot -> snapshot.getMetadata().getCreatedTime())
            .or(() -> Optional.of(System.currentTimeMillis())),
        VectorUtils.stringStringMapValue(metadata.configuration()));
  }

  static CloseableIterable<Row> actions(CommitPlan plan) {
    List<Row> rows = new ArrayList<>();
    plan.transactions().stream()
        .skip(1)
        .map(id -> SingleAction.createTxnSingleAction(setTransaction(id).toRow()))
        .forEach(rows::add);
    boolean dataChange = plan.removal().kind() == Removal.Kind.REPLACED;
    plan.base()
        .ifPresent(
            base ->
                forEach(
                    base,
                    plan.removal().files(),
                    file ->
                        rows.add(
                            SingleAction.createRemoveFileSingleAction(
                                file.toRemoveFileRow(dataChange, Optional.empty())))));
    plan.restored()
        .ifPresent(
            restored ->
                forEach(restored.version(), restored.files(), file -> rows.add(addedAgain(file))));
    plan.rewritten().forEach(file -> rows.add(addRow(file, false)));
    plan.adds().forEach(file -> rows.add(addRow(file, true)));
    return CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(rows.iterator()));
  }

  /** Visits Kernel's own form of some of a version's files. */
  private static void forEach(
      LogSnapshot version, List<DataFile> files, Consumer<AddFile> consumer) {
    if (files.isEmpty()) {
      return;
    }
    Set<DataFile.Key> wanted = new HashSet<>();
    files.forEach(file -> wanted.add(file.key()));
    ((KernelLogSnapshot) version)
        .forEachFile(
            file -> {
              if (wanted.contains(KernelLogSnapshot.convert(file).key())) {
                consumer.accept(file);
              }
            });
  }

  private static Row addedAgain(AddFile file) {
    return SingleAction.createAddFileSingleAction(
        new DelegateRow(
            file.toRow(), Map.of(file.toRow().getSchema().indexOf("dataChange"), (Object) true)));
  }

  private static SetTransaction setTransaction(CommitPlan.TransactionId id) {
    return new SetTransaction(
        id.application(), id.version(), Optional.of(System.currentTimeMillis()));
  }

  private static Row addRow(NewFile file, boolean dataChange) {
    Map<Integer, Object> values = new HashMap<>();
    values.put(AddFile.FULL_SCHEMA.indexOf("path"), LogPaths.encode(file.path()));
    values.put(
        AddFile.FULL_SCHEMA.indexOf("partitionValues"),
        VectorUtils.stringStringMapValue(file.partitionValues()));
    values.put(AddFile.FULL_SCHEMA.indexOf("size"), file.bytes());
    values.put(AddFile.FULL_SCHEMA.indexOf("modificationTime"), file.modificationMillis());
    values.put(AddFile.FULL_SCHEMA.indexOf("dataChange"), dataChange);
    values.put(AddFile.FULL_SCHEMA.indexOf("stats"), file.statistics());
    return SingleAction.createAddFileSingleAction(new GenericRow(AddFile.FULL_SCHEMA, values));
  }
}
