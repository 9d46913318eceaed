package dev.vane.storage.delta.kernel;

import dev.vane.spi.CrashPoint;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TableConfig;
import io.delta.kernel.internal.snapshot.MetadataCleanup;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Checkpoints that Kernel does not write: those of the second form, whose names are unique and
 * which say of which version they are, and those of tables with rules for their rows.
 */
final class OwnCheckpoint {
  private final KernelEngine engine;
  private final SnapshotImpl snapshot;
  private final boolean secondForm;

  OwnCheckpoint(KernelEngine engine, SnapshotImpl snapshot) {
    this.engine = engine;
    this.snapshot = snapshot;
    this.secondForm =
        snapshot.getProtocol().getWriterFeatures().contains("v2Checkpoint")
            && TableConfig.CHECKPOINT_POLICY.fromMetadata(snapshot.getMetadata()).equals("v2");
  }

  /** Whether Kernel can't write what the table wants. */
  boolean isNeeded() {
    return secondForm || KernelRules.hasAny(snapshot.getMetadata());
  }

  /**
   * Writes the checkpoint and tells readers of it.
   *
   * @throws CheckpointAlreadyExistsException where the version has one
   */
  void write() throws IOException {
    Path log = KernelPaths.fromKernel(snapshot.getLogPath().toString());
    String stem = String.format(Locale.ROOT, "%020d.checkpoint.", snapshot.getVersion());
    if (engine.files().store().list(log, stem).stream()
        .anyMatch(file -> file.name().startsWith(stem))) {
      throw new CheckpointAlreadyExistsException(snapshot.getVersion());
    }
    Path target = log.resolve(stem + (secondForm ? UUID.randomUUID() + "." : "") + "parquet");
    long actions;
    try (CloseableIterator<FilteredColumnarBatch> state =
        snapshot.getCreateCheckpointIterator(engine)) {
      actions =
          engine
              .checkpoints()
              .write(
                  target,
                  state,
                  secondForm ? OptionalLong.of(snapshot.getVersion()) : OptionalLong.empty());
    }
    CrashPoint.reach("delta.checkpoint");
    engine
        .files()
        .newOutputFile(KernelPaths.toKernel(log.resolve("_last_checkpoint")))
        .writeAtomically(
            Utils.toCloseableIterator(
                List.of("{\"version\":%d,\"size\":%d}".formatted(snapshot.getVersion(), actions))
                    .iterator()),
            true);
  }

  /** Removes what of the log its retention lets go: Kernel does so for the newest version alone. */
  void removeExpired() throws IOException {
    if (TableConfig.EXPIRED_LOG_CLEANUP_ENABLED.fromMetadata(snapshot.getMetadata())
        && !snapshot.getProtocol().getWriterFeatures().contains("checkpointProtection")) {
      MetadataCleanup.cleanupExpiredLogs(
          engine,
          System::currentTimeMillis,
          snapshot.getDataPath(),
          TableConfig.LOG_RETENTION.fromMetadata(snapshot.getMetadata()));
    }
  }
}
