package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.AsOf;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.CrashPoint;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.LogPosition;
import dev.vane.spi.Names;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.FileCount;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.hot.HotBooks;
import dev.vane.storage.delta.hot.HotSegment;
import dev.vane.storage.delta.ledger.DeltaTableLedger;
import dev.vane.storage.delta.log.CommitOutcomeUnknownException;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.schema.DeltaType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Brings sealed segments into their Delta table: first the files, then one log commit that also has
 * the producers' entries and, as a transaction identifier, the number of the last segment. The
 * caller removes the segments then.
 */
final class HotMove {
  private final DuckDbEngine engine;
  private final TableCatalog catalog;
  private final NewTables newTables;
  private final OpenFiles openFiles;
  private final Consumer<TableFolder> committed;
  private final String hotId;
  private final long replayWindow;

  /**
   * @param committed hears of tables that have got files
   */
  HotMove(
      DuckDbEngine engine,
      TableCatalog catalog,
      NewTables newTables,
      OpenFiles openFiles,
      Consumer<TableFolder> committed,
      String hotId,
      long replayWindow) {
    this.engine = engine;
    this.catalog = catalog;
    this.newTables = newTables;
    this.openFiles = openFiles;
    this.committed = committed;
    this.hotId = hotId;
    this.replayWindow = replayWindow;
  }

  /**
   * What a move did.
   *
   * @param version of the table that has the rows
   */
  record Moved(long version, FileCount added) {}

  /** The number of the last segment that a version of a table has; 0 for none. */
  static long taken(TableState state, String hotId) {
    return DeltaTableLedger.position(state.snapshot(), hotId).orElse(0);
  }

  /**
   * Moves segments, which are sealed and follow each other; the table may have the first of them.
   *
   * @param layout options of the files
   * @throws VaneException when they stay hot
   */
  Moved move(TableId table, List<HotSegment> segments, Map<String, String> layout) {
    TableFolder folder = catalog.find(table).orElseGet(() -> catalog.create(table));
    Optional<TableState> now = folder.state(AsOf.LATEST);
    long taken = now.map(state -> taken(state, hotId)).orElse(0L);
    List<HotSegment> missing =
        segments.stream().filter(segment -> segment.number() > taken).toList();
    if (missing.size() < segments.size()) {
      // Committed by a move whose end was not seen; it may not even be on disk yet.
      StagingFolder.sync(folder.store(), Set.of(folder.path().resolve(TableCatalog.LOG_FOLDER)));
    }
    if (missing.isEmpty()) {
      return new Moved(now.orElseThrow().snapshot().version(), FileCount.NONE);
    }
    StagingFolder staging = openFiles.stage(folder.store(), folder.path());
    boolean kept = false;
    FileIO.Reading reading = folder.store().reading();
    try (reading;
        EngineConnection connection = engine.connectToLoad()) {
      Moved moved = write(connection, folder, now, staging, missing, layout);
      kept = true;
      committed.accept(folder);
      return moved;
    } catch (CommitOutcomeUnknownException e) {
      kept = true;
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The disk did not confirm a move of hot rows into the table %s; it is looked at again."
              .formatted(Names.quoted(table.name())),
          e);
    } finally {
      if (!kept) {
        staging.discard();
      }
      openFiles.unstage(staging);
    }
  }

  private Moved write(
      EngineConnection connection,
      TableFolder folder,
      Optional<TableState> now,
      StagingFolder staging,
      List<HotSegment> segments,
      Map<String, String> layout)
      throws CommitOutcomeUnknownException {
    String name = folder.id().name();
    DeltaType.Struct columns = segments.get(0).columns();
    WriteOptions options =
        WriteOptions.append().withSchemaMode(SchemaMode.MERGE).withOptions(layout);
    WritePlan plan = WritePlan.of(now, columns, options, newTables, name);
    DataFiles files =
        new DataFiles(plan, options(plan, layout), staging, WriteOptions.DEFAULT_CHUNK_ROWS);
    long rows = segments.stream().mapToLong(HotSegment::rows).sum();
    CrashPoint.reach("move.begin");
    if (rows > 0) {
      files.write(
          connection,
          segments.stream()
              .map(segment -> segment.select(columns))
              .collect(Collectors.joining(" UNION ALL ", "(", ")")),
          columns,
          rows,
          segments.stream().mapToLong(HotSegment::bytes).sum());
      files.reorder(connection);
    }
    List<NewFile> written = files.files();
    CrashPoint.reach("move.files");
    CommitReceipt receipt =
        new TableCommit(
                catalog,
                folder,
                options,
                state -> WritePlan.of(state, columns, options, newTables, name))
            .commit(
                plan,
                written,
                rows,
                marks(connection, segments),
                Optional.empty(),
                current -> files.rewrite(connection, current),
                current -> {
                  throw new IllegalStateException("An append replaces no rows");
                });
    CrashPoint.reach("move.committed");
    long bytes = written.stream().mapToLong(NewFile::bytes).sum();
    return new Moved(receipt.version(), new FileCount(written.size(), bytes, rows));
  }

  /**
   * The layout, as far as it still fits the table. Nothing may be refused here any more: an empty
   * text was refused before it was acknowledged or is meant to be NULL, and a column by which rows
   * were ordered may be gone.
   */
  private static DeltaOptions options(WritePlan plan, Map<String, String> layout) {
    Map<String, String> options = new HashMap<>(layout);
    options.put(DeltaOptions.EMPTY_PARTITION, "null");
    DeltaOptions wanted = DeltaOptions.parse(options);
    try {
      ZOrder.of(plan.schema(), plan.partitionColumns(), wanted.zOrderBy());
      return wanted;
    } catch (VaneException gone) {
      options.remove(DeltaOptions.Z_ORDER_BY);
      return DeltaOptions.parse(options);
    }
  }

  private CommitMarks marks(EngineConnection connection, List<HotSegment> segments) {
    Map<ProducerKey, LedgerEntry> joined = new LinkedHashMap<>();
    for (LedgerEntry entry : HotBooks.entries(connection, segments)) {
      joined.merge(entry.key(), entry, (before, next) -> before.then(next, replayWindow));
    }
    return new CommitMarks(
        List.copyOf(joined.values()),
        Optional.of(new LogPosition(hotId, segments.get(segments.size() - 1).number())));
  }
}
