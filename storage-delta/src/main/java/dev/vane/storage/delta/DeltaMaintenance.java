package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.RowCondition;
import dev.vane.spi.Suggestions;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.CheckpointReport;
import dev.vane.spi.maintenance.ConvertRequest;
import dev.vane.spi.maintenance.HistoryEntry;
import dev.vane.spi.maintenance.OptimizeRequest;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableDetail;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.spi.maintenance.VacuumReport;
import dev.vane.spi.maintenance.VacuumRequest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Maintenance of the tables below one root; each operation has a class of its own. */
final class DeltaMaintenance implements TableMaintenance {
  private final Path root;
  private final DuckDbEngine engine;
  private final TableCatalog catalog;
  private final NewTables newTables;
  private final OpenFiles openFiles;

  DeltaMaintenance(
      Path root,
      DuckDbEngine engine,
      TableCatalog catalog,
      NewTables newTables,
      OpenFiles openFiles) {
    this.root = root;
    this.engine = engine;
    this.catalog = catalog;
    this.newTables = newTables;
    this.openFiles = openFiles;
  }

  @Override
  public TableDetail describe(TableId table) {
    return TableDetails.of(folder(table), engine);
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
  public ChangeReport restore(TableId table, AsOf version) {
    return new Restore(folder(table), openFiles, engine).to(version);
  }

  @Override
  public ChangeReport optimize(TableId table, OptimizeRequest request, Progress progress) {
    return new Optimize(folder(table), openFiles, engine, root).run(request, progress);
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
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            folder.path().resolve(TableCatalog.LOG_FOLDER),
            "%020d.checkpoint.*".formatted(version))) {
      return found.iterator().hasNext();
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
    return new Delete(folder(table), openFiles, engine, root).where(condition, progress);
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
