package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.ReadSession;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.ConvertRequest;
import dev.vane.spi.maintenance.FileCount;
import dev.vane.spi.maintenance.Progress;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.log.CommitConflictException;
import dev.vane.storage.delta.log.CommitOutcomeUnknownException;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.schema.ArrowToDelta;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Makes a folder of Parquet files a table by writing a log beside them. Every file is read once:
 * its statistics are computed and not believed, since other engines will answer by them.
 */
final class Convert {
  private static final String PARQUET = ".parquet";

  /** Files that one statement reads. */
  private static final int STEP_FILES = 64;

  private final TableCatalog catalog;
  private final DuckDbEngine engine;
  private final NewTables newTables;

  Convert(TableCatalog catalog, DuckDbEngine engine, NewTables newTables) {
    this.catalog = catalog;
    this.engine = engine;
    this.newTables = newTables;
  }

  ChangeReport run(TableId table, ConvertRequest request, Progress progress) {
    if (catalog.find(table).isPresent()) {
      throw exists(table, null);
    }
    Path path = catalog.newPath(table);
    List<UnusedFiles.Found> found = find(table, path);
    FolderPartitions.require(
        request.partitionBy(), found.stream().map(UnusedFiles.Found::path).toList());
    TableFolder folder = catalog.create(table);
    FileIO.Reading reading = catalog.store().reading();
    try (reading) {
      DataPaths.requireFiles(catalog.store(), path, FoundFiles.asWritten(found));
      WritePlan plan = plan(table, path, found, request.partitionBy());
      List<NewFile> files = describe(path, plan, found, progress);
      long version = commit(folder, plan, files);
      return new ChangeReport(version, true, FileCounts.of(files), FileCount.NONE);
    }
  }

  private List<UnusedFiles.Found> find(TableId table, Path path) {
    FileIO store = catalog.store();
    List<UnusedFiles.Found> found = List.of();
    try {
      if (!store.isLink(path) && store.isFolder(path)) {
        found =
            UnusedFiles.olderThan(store, path, Instant.MAX).stream()
                .filter(file -> file.path().endsWith(PARQUET))
                .toList();
      }
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The folder %s can't be looked at; check its permissions."
              .formatted(store.location(path)),
          e);
    }
    if (found.isEmpty()) {
      throw new VaneException(
          ErrorCode.TABLE_NOT_FOUND,
          "There are no Parquet files in the folder %s, which the table %s would have. Move them there, then convert."
              .formatted(store.location(path), Names.quoted(table.name())));
    }
    return found;
  }

  private WritePlan plan(
      TableId table, Path path, List<UnusedFiles.Found> found, List<String> partitions) {
    StringJoiner files = new StringJoiner(", ", "[", "]");
    found.forEach(file -> files.add(Sql.text(path.resolve(file.path()).toString())));
    String query =
        "SELECT * FROM read_parquet(%s, union_by_name = true, hive_partitioning = %s)"
            .formatted(files, !partitions.isEmpty());
    try (ReadSession session = engine.openSession()) {
      DeltaType.Struct schema = ArrowToDelta.schema(session.describe(SqlQuery.of(query)));
      return WritePlan.ofNew(schema, partitions, newTables, table.name());
    }
  }

  private List<NewFile> describe(
      Path path, WritePlan plan, List<UnusedFiles.Found> found, Progress progress) {
    List<NewFile> files = new ArrayList<>();
    try (EngineConnection connection = engine.connect()) {
      FoundFiles reader = new FoundFiles(catalog.store(), path, plan, connection);
      for (int start = 0; start < found.size(); start += STEP_FILES) {
        progress.at("read", start, found.size());
        files.addAll(
            reader.describe(found.subList(start, Math.min(found.size(), start + STEP_FILES))));
      }
    }
    progress.at("read", found.size(), found.size());
    return files;
  }

  private long commit(TableFolder folder, WritePlan plan, List<NewFile> files) {
    CommitPlan commit =
        CommitPlan.on(Optional.empty(), "CONVERT")
            .adds(files)
            .metadata(plan.metadata())
            .writerFeatures(plan.features())
            .parameters(
                Map.of(
                    "numFiles", Integer.toString(files.size()),
                    "partitionedBy", JsonTexts.list(plan.partitionColumns())))
            .metrics(Map.of("numConvertedFiles", Integer.toString(files.size())))
            .build();
    synchronized (catalog) {
      if (catalog.find(folder.id()).isPresent()) {
        throw exists(folder.id(), null);
      }
      try {
        return folder.log().commit(commit);
      } catch (CommitConflictException e) {
        throw exists(folder.id(), e);
      } catch (CommitOutcomeUnknownException e) {
        throw new VaneException(
            ErrorCode.STORAGE_FAILED,
            "The disk did not confirm the log of the table %s; see whether it is there."
                .formatted(Names.quoted(folder.id().name())),
            e);
      }
    }
  }

  private static VaneException exists(
      TableId table, @org.jspecify.annotations.Nullable Throwable cause) {
    return new VaneException(
        ErrorCode.TABLE_EXISTS,
        "%s is a Delta table; nothing is to be converted.".formatted(Names.quoted(table.name())),
        cause);
  }
}
