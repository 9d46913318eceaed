package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.FileCount;
import dev.vane.storage.delta.log.CommitConflictException;
import dev.vane.storage.delta.log.CommitOutcomeUnknownException;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.ReadSet;
import dev.vane.storage.delta.log.TableMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes an older version's files the active ones again, in a new version. Nothing is copied, so all
 * of its files must still be there. The protocol never goes back, since what was written since
 * needs it.
 */
final class Restore {
  private final TableFolder folder;
  private final OpenFiles openFiles;
  private final DuckDbEngine engine;

  Restore(TableFolder folder, OpenFiles openFiles, DuckDbEngine engine) {
    this.folder = folder;
    this.openFiles = openFiles;
    this.engine = engine;
  }

  ChangeReport to(AsOf version) {
    return LogChange.run(folder, openFiles, now -> restore(now, folder.require(version)));
  }

  private ChangeReport restore(TableState now, TableState target)
      throws CommitConflictException, CommitOutcomeUnknownException {
    List<DataFile> removed = without(now, target);
    List<DataFile> restored = without(target, now);
    Optional<TableMetadata> metadata = changed(now, target);
    if (removed.isEmpty() && restored.isEmpty() && metadata.isEmpty()) {
      return ChangeReport.unchanged(now.snapshot().version());
    }
    if (!removed.isEmpty()) {
      TableRules.requireRemovable(now);
    }
    requireThere(target, restored);
    FileCount added = FileCounts.of(target, restored, engine);
    FileCount gone = FileCounts.of(now, removed, engine);
    long bytes = target.snapshot().files().stream().mapToLong(DataFile::bytes).sum();
    long version =
        folder
            .log()
            .commit(
                CommitPlan.on(Optional.of(now.snapshot()), "RESTORE")
                    .reads(ReadSet.EVERYTHING)
                    .removal(CommitPlan.Removal.replaced(removed))
                    .restored(new CommitPlan.Restoration(target.snapshot(), restored))
                    .metadata(metadata)
                    .parameters(Map.of("version", Long.toString(target.snapshot().version())))
                    .metrics(
                        Map.of(
                            "tableSizeAfterRestore", Long.toString(bytes),
                            "numOfFilesAfterRestore",
                                Integer.toString(target.snapshot().files().size()),
                            "numRemovedFiles", Long.toString(gone.files()),
                            "removedFilesSize", Long.toString(gone.bytes()),
                            "numRestoredFiles", Long.toString(added.files()),
                            "restoredFilesSize", Long.toString(added.bytes())))
                    .build());
    return new ChangeReport(version, true, added, gone);
  }

  private static List<DataFile> without(TableState files, TableState others) {
    Set<DataFile.Key> known =
        others.snapshot().files().stream().map(DataFile::key).collect(Collectors.toSet());
    return files.snapshot().files().stream().filter(file -> !known.contains(file.key())).toList();
  }

  private static Optional<TableMetadata> changed(TableState now, TableState target) {
    TableMetadata old = target.snapshot().metadata();
    TableMetadata current = now.snapshot().metadata();
    TableMetadata wanted =
        new TableMetadata(
            current.id(),
            current.name(),
            old.schemaJson(),
            old.partitionColumns(),
            old.configuration());
    return wanted.equals(current) ? Optional.empty() : Optional.of(wanted);
  }

  private void requireThere(TableState target, List<DataFile> files) {
    for (DataFile file : files) {
      boolean vector =
          file.deletionVector()
              .flatMap(DataFile.DeletionVector::path)
              .map(path -> isThere(target, target.path().resolve(path)))
              .orElse(true);
      if (!vector || !isThere(target, DataPaths.resolve(target.path(), file))) {
        throw new VaneException(
            ErrorCode.VERSION_NOT_FOUND,
            "The table %s can't go back to version %d: its file %s was vacuumed. Choose a later version."
                .formatted(
                    Names.quoted(folder.id().name()),
                    target.snapshot().version(),
                    Names.quoted(file.path())));
      }
    }
    target.requireFiles(files);
  }

  private static boolean isThere(TableState target, Path file) {
    try {
      return target.store().find(file).isPresent();
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The file %s can't be looked at; check its permissions."
              .formatted(target.store().location(file)),
          e);
    }
  }
}
