package dev.vane.storage.delta.kernel;

import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.TableMetadata;
import io.delta.kernel.Operation;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TransactionImpl;
import io.delta.kernel.internal.actions.Format;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.Protocol;
import io.delta.kernel.internal.fs.Path;
import io.delta.kernel.internal.tablefeatures.TableFeature;
import io.delta.kernel.internal.tablefeatures.TableFeatures;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.StringType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Kernel's transactions from plans. The constructor of {@link TransactionImpl} is used instead of
 * the public builders because these can't change the schema of a plain table, name a table, or
 * carry several identifiers; what the builders check first is checked here too. They never try
 * again by themselves: Kernel's own check of what other writers did passes over appends.
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
                KernelRules.without(metadata.orElse(snapshot.getMetadata())),
                table.toString()));
    return new TransactionImpl(
        base.isEmpty(),
        new Path(KernelPaths.toKernel(table)),
        base,
        "Vane",
        base.isEmpty() ? Operation.CREATE_TABLE : Operation.WRITE,
        protocol,
        metadata,
        committer,
        Optional.empty(),
        Optional.empty(),
        Optional.of(0),
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
}
