package dev.vane.storage.delta;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.VacuumReport;
import dev.vane.spi.maintenance.VacuumRequest;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.LogPaths;
import dev.vane.storage.delta.log.RemovedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes the files of a table that nobody needs.
 *
 * <p>A file goes only if it is older than the retention, no live version has it, no removal within
 * the retention names it, and nobody in this process is writing it. The order of the steps is what
 * makes that safe: the folder is listed first, then what is being written is asked, then the log is
 * read. So a file that is committed between any two of them is either still being written or in the
 * log that is read. Other processes that write are protected by the retention alone, which is why
 * it may not be cut below the table's own without a word.
 */
final class Vacuum {
  private final TableFolder folder;
  private final OpenFiles openFiles;

  Vacuum(TableFolder folder, OpenFiles openFiles) {
    this.folder = folder;
    this.openFiles = openFiles;
  }

  VacuumReport run(VacuumRequest request, Progress progress) {
    TableState before = folder.require(AsOf.LATEST);
    Duration own = Retention.of(before);
    Duration retention = request.retention().orElse(own);
    if (retention.compareTo(own) < 0 && !request.force()) {
      throw new VaneException(
          ErrorCode.RETENTION_UNSAFE,
          "A retention of %s is below the %s that the table %s has: readers and writers that are at"
                  .formatted(text(retention), text(own), Names.quoted(folder.id().name()))
              + " work could lose files. Wait, change the table's"
              + " delta.deletedFileRetentionDuration, or force it (--force) when nobody else uses the table.");
    }
    Instant limit = Instant.now().minus(retention);
    List<UnusedFiles.Found> old = UnusedFiles.olderThan(folder.store(), folder.path(), limit);
    Set<String> prefixes = openFiles.prefixes();
    List<TableState> live = openFiles.live(() -> folder.require(AsOf.LATEST));
    Set<String> needed = needed(live, limit);
    List<UnusedFiles.Found> unused =
        new java.util.ArrayList<>(
            old.stream()
                .filter(file -> !needed.contains(file.path()))
                .filter(file -> prefixes.stream().noneMatch(file.name()::startsWith))
                .toList());
    folder.log().leftOvers(limit).stream()
        .map(file -> UnusedFiles.of(folder.path(), file))
        .forEach(unused::add);
    return request.dryRun()
        ? report(live.get(0), true, retention, unused)
        : report(live.get(0), false, retention, remove(unused, progress));
  }

  private static Set<String> needed(List<TableState> live, Instant limit) {
    Set<String> needed = new HashSet<>();
    for (TableState state : live) {
      for (DataFile file : state.snapshot().files()) {
        needed.add(relative(state.path(), file.path()));
        file.deletionVector().flatMap(DataFile.DeletionVector::path).ifPresent(needed::add);
      }
    }
    TableState newest = live.get(0);
    for (RemovedFile file : newest.snapshot().removedFiles()) {
      if (file.removedAt().isAfter(limit)) {
        needed.add(relative(newest.path(), file.path()));
        file.deletionVectorPath().ifPresent(needed::add);
      }
    }
    return needed;
  }

  /** As the listing has it; a path that leads elsewhere stands for itself and meets nothing. */
  private static String relative(Path table, String logPath) {
    try {
      Path file = DataPaths.resolve(table, logPath);
      return table.relativize(file).toString().replace('\\', '/');
    } catch (VaneException e) {
      return LogPaths.decode(logPath);
    }
  }

  private List<UnusedFiles.Found> remove(List<UnusedFiles.Found> unused, Progress progress) {
    List<UnusedFiles.Found> removed = new java.util.ArrayList<>();
    progress.at("remove", 0, unused.size());
    for (UnusedFiles.Found file : unused) {
      try {
        if (folder.store().delete(folder.path().resolve(file.path()))) {
          removed.add(file);
        }
      } catch (IOException e) {
        throw new VaneException(
            ErrorCode.STORAGE_FAILED,
            "The file %s can't be removed; %d files were. Check its permissions and vacuum again."
                .formatted(Names.quoted(file.path()), removed.size()),
            e);
      }
      progress.at("remove", removed.size(), unused.size());
    }
    return removed;
  }

  private static VacuumReport report(
      TableState state, boolean dryRun, Duration retention, List<UnusedFiles.Found> files) {
    return new VacuumReport(
        state.snapshot().version(),
        dryRun,
        retention,
        files.size(),
        files.stream().mapToLong(UnusedFiles.Found::bytes).sum(),
        files.stream()
            .map(UnusedFiles.Found::path)
            .sorted()
            .limit(VacuumReport.MAX_PATHS)
            .toList());
  }

  private static String text(Duration duration) {
    return duration.toSeconds() % 3_600 == 0
        ? duration.toHours() + " hours"
        : duration.toSeconds() + " seconds";
  }
}
