package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.OptimizeRequest;
import dev.vane.spi.maintenance.Progress;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.NewFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes files of a table together.
 *
 * <p>The rows stay the same, so appends that come meanwhile do not matter: the commit is tried
 * again over them. When a file that was written anew was removed by another writer the work is
 * void, and refused as a conflict.
 */
final class Optimize {
  private final TableFolder folder;
  private final OpenFiles openFiles;
  private final DuckDbEngine engine;

  Optimize(TableFolder folder, OpenFiles openFiles, DuckDbEngine engine) {
    this.folder = folder;
    this.openFiles = openFiles;
    this.engine = engine;
  }

  ChangeReport run(OptimizeRequest request, Progress progress) {
    try (OpenFiles.Pin pin =
        openFiles.pin(() -> Optional.of(folder.require(AsOf.LATEST))).orElseThrow()) {
      TableState state = pin.state();
      DeltaOptions options = DeltaOptions.DEFAULTS.withTargetFileBytes(request.targetFileBytes());
      ZOrder order = ZOrder.of(state, request.zOrderBy());
      List<FileBins.Bin> bins =
          order.isEmpty()
              ? FileBins.small(state.snapshot().files(), options.targetFileBytes())
              : FileBins.all(state.snapshot().files());
      if (bins.isEmpty()) {
        return ChangeReport.unchanged(state.snapshot().version());
      }
      Rewriting.requireRewritable(state);
      return rewrite(state, bins, order, options, progress);
    }
  }

  /**
   * Writes small files together where many have gathered.
   *
   * @param leastFiles below so many, those of a partition stay
   */
  ChangeReport gathered(int leastFiles, Progress progress) {
    try (OpenFiles.Pin pin =
        openFiles.pin(() -> Optional.of(folder.require(AsOf.LATEST))).orElseThrow()) {
      TableState state = pin.state();
      DeltaOptions options = DeltaOptions.DEFAULTS;
      // What is half as large as wanted is left, so that no file is written again and again.
      List<FileBins.Bin> bins =
          FileBins.small(state.snapshot().files(), options.targetFileBytes() / 2).stream()
              .filter(bin -> bin.files().size() >= leastFiles)
              .toList();
      if (bins.isEmpty()) {
        return ChangeReport.unchanged(state.snapshot().version());
      }
      Rewriting.requireRewritable(state);
      return rewrite(state, bins, ZOrder.of(state, List.of()), options, progress);
    }
  }

  private ChangeReport rewrite(
      TableState state,
      List<FileBins.Bin> bins,
      ZOrder order,
      DeltaOptions options,
      Progress progress) {
    List<DataFile> removed = bins.stream().flatMap(bin -> bin.files().stream()).toList();
    state.requireFiles(removed);
    long total = removed.stream().mapToLong(DataFile::bytes).sum();
    try (Rewriting rewriting = new Rewriting(engine.connect(), openFiles, state, options)) {
      List<NewFile> added = new ArrayList<>();
      long done = 0;
      for (FileBins.Bin bin : bins) {
        progress.at("write", done, total);
        added.addAll(write(rewriting, bin, order, options));
        done += bin.bytes();
      }
      progress.at("write", total, total);
      long rows = added.stream().mapToLong(NewFile::rows).sum();
      requireAllRows(removed, rows);
      long version = commit(state, removed, added, order);
      rewriting.keep();
      return new ChangeReport(version, true, FileCounts.of(added), FileCounts.of(removed, rows));
    }
  }

  private static List<NewFile> write(
      Rewriting rewriting, FileBins.Bin bin, ZOrder order, DeltaOptions options) {
    String relation = new RelationSql(rewriting.state()).of(bin.files());
    long rows = TableState.countRows(bin.files()).orElse(1);
    if (order.isEmpty()) {
      return rewriting.write(relation, Optional.empty(), rows, bin.bytes());
    }
    long buckets =
        Math.max(1, (bin.bytes() + options.targetFileBytes() - 1) / options.targetFileBytes());
    return rewriting.write(
        order.bucketed(relation, buckets), Optional.of(order.bucketColumn()), rows, bin.bytes());
  }

  /** A log that counts other rows than its files hold must not be laundered. */
  private void requireAllRows(List<DataFile> removed, long written) {
    OptionalLong counted = TableState.countRows(removed);
    if (counted.isPresent() && counted.getAsLong() != written) {
      throw new VaneException(
          ErrorCode.STORAGE_CORRUPT,
          "The log of the Delta table %s counts %,d rows in files that hold %,d; nothing was changed."
              .formatted(Names.quoted(folder.id().name()), counted.getAsLong(), written));
    }
  }

  /** Nothing but the files themselves was read: what is appended meanwhile may stay small. */
  private long commit(TableState state, List<DataFile> removed, List<NewFile> added, ZOrder order) {
    return LogChange.once(
        folder,
        CommitPlan.on(Optional.of(state.snapshot()), "OPTIMIZE")
            .removal(CommitPlan.Removal.rewritten(removed))
            .rewritten(added)
            .parameters(Map.of("predicate", "[]", "zOrderBy", order.json()))
            .metrics(
                Map.of(
                    "numRemovedFiles", Integer.toString(removed.size()),
                    "numRemovedBytes",
                        Long.toString(removed.stream().mapToLong(DataFile::bytes).sum()),
                    "numAddedFiles", Integer.toString(added.size()),
                    "numAddedBytes", Long.toString(added.stream().mapToLong(NewFile::bytes).sum())))
            .build());
  }
}
