package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.RowChange;
import dev.vane.spi.RowCondition;
import dev.vane.spi.RowUpdate;
import dev.vane.spi.StopSignal;
import dev.vane.spi.Suggestions;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.CheckpointReport;
import dev.vane.spi.maintenance.ConvertRequest;
import dev.vane.spi.maintenance.FileCount;
import dev.vane.spi.maintenance.HistoryEntry;
import dev.vane.spi.maintenance.OptimizeRequest;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableDetail;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.spi.maintenance.VacuumReport;
import dev.vane.spi.maintenance.VacuumRequest;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.hot.HotSegment;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Maintenance of the tables below one root; each operation has a class of its own. What changes
 * rows finds the hot ones in the table; the rest is about files alone.
 */
final class DeltaMaintenance implements TableMaintenance {
  private final DuckDbEngine engine;
  private final TableCatalog catalog;
  private final NewTables newTables;
  private final OpenFiles openFiles;
  private final Optional<HotTier> hot;

  DeltaMaintenance(
      DuckDbEngine engine,
      TableCatalog catalog,
      NewTables newTables,
      OpenFiles openFiles,
      Optional<HotTier> hot) {
    this.engine = engine;
    this.catalog = catalog;
    this.newTables = newTables;
    this.openFiles = openFiles;
    this.hot = hot;
  }

  @Override
  public TableDetail describe(TableId table) {
    TableFolder folder = folder(table);
    FileIO.Reading reading = catalog.store().reading();
    try (reading) {
      // The segments first, then the version: see HotTier.
      List<HotSegment> segments = hot.map(tier -> tier.segments(folder.id())).orElse(List.of());
      TableState state = folder.require(AsOf.LATEST);
      long taken = hot.map(tier -> HotMove.taken(state, tier.id())).orElse(0L);
      return TableDetails.of(
          folder,
          state,
          segments.stream()
              .filter(segment -> segment.number() > taken)
              .mapToLong(HotSegment::rows)
              .sum(),
          engine);
    }
  }

  @Override
  public List<HistoryEntry> history(TableId table, int limit) {
    return TableHistory.of(folder(table), limit);
  }

  @Override
  public VacuumReport vacuum(TableId table, VacuumRequest request, Progress progress) {
    return new Vacuum(folder(table), openFiles).run(request, progress);
  }

  @Override
  public ChangeReport flush(TableId table, Progress progress) {
    TableFolder folder = folder(table);
    return hot.flatMap(tier -> tier.flush(folder.id()))
        .map(moved -> new ChangeReport(moved.version(), true, moved.added(), FileCount.NONE))
        .orElseGet(() -> ChangeReport.unchanged(folder.require(AsOf.LATEST).snapshot().version()));
  }

  @Override
  public ChangeReport restore(TableId table, AsOf version) {
    flush(table, Progress.NONE);
    FileIO.Reading reading = catalog.store().reading();
    try (reading) {
      return new Restore(folder(table), openFiles, engine).to(version);
    }
  }

  @Override
  public ChangeReport optimize(TableId table, OptimizeRequest request, Progress progress) {
    FileIO.Reading reading = catalog.store().reading();
    try (reading) {
      return new Optimize(folder(table), openFiles, engine).run(request, progress);
    }
  }

  @Override
  public CheckpointReport checkpoint(TableId table) {
    TableFolder folder = folder(table);
    TableState state = folder.require(AsOf.LATEST);
    boolean there = hasCheckpoint(folder, state.snapshot().version());
    long version = folder.log().checkpoint();
    return new CheckpointReport(version, !there || version != state.snapshot().version());
  }

  /** A checkpoint has one of several forms, and so of names. */
  private static boolean hasCheckpoint(TableFolder folder, long version) {
    String stem = "%020d.checkpoint.".formatted(version);
    try {
      return folder.store().list(folder.path().resolve(TableCatalog.LOG_FOLDER), stem).stream()
          .anyMatch(file -> file.name().startsWith(stem));
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The log of the Delta table %s can't be listed; check its permissions."
              .formatted(Names.quoted(folder.id().name())),
          e);
    }
  }

  @Override
  public ChangeReport convert(TableId table, ConvertRequest request, Progress progress) {
    return new Convert(catalog, engine, newTables).run(table, request, progress);
  }

  @Override
  public ChangeReport delete(TableId table, RowCondition condition, Progress progress) {
    return delete(table, condition, progress, StopSignal.NEVER);
  }

  /**
   * As {@link #delete(TableId, RowCondition, Progress)}.
   *
   * @param stop obeyed until the commit begins
   */
  ChangeReport delete(TableId table, RowCondition condition, Progress progress, StopSignal stop) {
    flush(table, progress);
    stop.requireGoing();
    FileIO.Reading reading = catalog.store().reading();
    try (reading) {
      return new Delete(folder(table), openFiles, engine).where(condition, progress, stop);
    }
  }

  /** Gives rows new values; see {@link dev.vane.spi.Storage#update}. */
  RowChange update(TableId table, List<RowUpdate> updates, StopSignal stop) {
    flush(table, Progress.NONE);
    stop.requireGoing();
    FileIO.Reading reading = catalog.store().reading();
    try (reading) {
      return new Update(folder(table), openFiles, engine).run(updates, stop);
    }
  }

  private TableFolder folder(TableId table) {
    return catalog
        .find(table)
        .orElseThrow(
            () ->
                new VaneException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "There is no Delta table %s.%s"
                        .formatted(
                            Names.quoted(table.name()),
                            Suggestions.hint(
                                table.name(),
                                catalog.list().tables().values().stream()
                                    .map(known -> known.id().name())
                                    .toList()))));
  }
}
