package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.AsOf;
import dev.vane.spi.BatchCheck;
import dev.vane.spi.Capability;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.ReadSession;
import dev.vane.spi.RowChange;
import dev.vane.spi.RowCondition;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.StorageContext;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.TableWriter;
import dev.vane.spi.UnreadableTable;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.AutomaticMaintenance;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import dev.vane.storage.delta.schema.ArrowToDelta;
import dev.vane.storage.delta.schema.DeltaType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** Delta tables under one root folder. */
final class DeltaStorage implements MaintainedStorage {
  static final String NAME = "delta";

  private final Path root;
  private final DuckDbEngine engine;
  private final BufferAllocator allocator;
  private final DeltaLogLibrary library;
  private final TableCatalog catalog;
  private final NewTables newTables;
  private final OpenFiles openFiles = new OpenFiles();
  private final DeltaMaintenance maintenance;
  private final AutoCompaction compaction;
  private final TableLedgers ledgers;
  private final Set<DeltaTableWriter> writers = new HashSet<>();

  DeltaStorage(StorageContext context, Path root, DeltaLogLibrary library) {
    this.root = root;
    this.engine = DuckDbEngine.of(context.engine());
    this.newTables = NewTables.of(context.settings());
    this.library = library;
    this.catalog = new TableCatalog(NAME, root, library);
    this.maintenance = new DeltaMaintenance(root, engine, catalog, newTables, openFiles);
    this.compaction = new AutoCompaction(openFiles, engine, root);
    this.ledgers = new TableLedgers(catalog, context.replayWindow());
    this.allocator = context.allocator().newChildAllocator("delta", 0, Long.MAX_VALUE);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(
        Capability.OVERWRITE,
        Capability.PARTITION_OVERWRITE,
        Capability.UPSERT,
        Capability.SCHEMA_MERGE,
        Capability.PARTITIONING,
        Capability.DELETE,
        Capability.TIME_TRAVEL,
        Capability.LEDGER);
  }

  @Override
  public RowChange delete(TableId table, SqlQuery condition) {
    ChangeReport report =
        maintenance.delete(table, new RowCondition(condition, List.of()), Progress.NONE);
    return new RowChange(
        report.version(), report.committed(), report.removed().rows() - report.added().rows());
  }

  @Override
  public TableMaintenance maintenance() {
    return maintenance;
  }

  @Override
  public AutomaticMaintenance automatic() {
    return compaction.done();
  }

  @Override
  public List<TableId> tables() {
    return survey().served();
  }

  @Override
  public Optional<TableId> find(TableId table) {
    return catalog
        .find(table)
        .filter(folder -> folder.state(AsOf.LATEST).isPresent())
        .map(TableFolder::id);
  }

  @Override
  public List<UnreadableTable> unreadableTables() {
    return survey().refused();
  }

  private record Survey(List<TableId> served, List<UnreadableTable> refused) {}

  private Survey survey() {
    TableCatalog.Listing listing = catalog.list();
    List<TableId> served = new ArrayList<>();
    List<UnreadableTable> refused = new ArrayList<>(listing.refused());
    for (TableFolder folder : listing.tables().values()) {
      try {
        if (folder.state(AsOf.LATEST).isPresent()) {
          served.add(folder.id());
        }
      } catch (VaneException e) {
        refused.add(new UnreadableTable(folder.id(), e.text()));
      }
    }
    served.sort(Comparator.comparing(TableId::schema).thenComparing(TableId::name));
    refused.sort(Comparator.comparing(table -> table.table().toString()));
    return new Survey(served, refused);
  }

  @Override
  public Optional<TableSnapshot> snapshot(TableId table, AsOf asOf, ReadSession session) {
    return catalog
        .find(table)
        .flatMap(
            folder ->
                openFiles
                    .pin(session, () -> folder.state(asOf))
                    .map(state -> new DeltaTableSnapshot(folder.id(), state, asOf, session)));
  }

  @Override
  public TableWriter openWriter(TableId table, Schema schema, WriteOptions options) {
    DeltaOptions deltaOptions = DeltaOptions.parse(options.options());
    DeltaType.Struct stream = ArrowToDelta.schema(schema);
    Optional<TableFolder> found = catalog.find(table);
    TableFolder folder = found.orElseGet(() -> catalog.create(table));
    Optional<TableState> state = folder.state(AsOf.LATEST);
    if (state.isPresent() && options.mode() == WriteMode.CREATE) {
      throw new VaneException(
          ErrorCode.TABLE_EXISTS,
          "The table %s exists; append to it, or choose another name."
              .formatted(Names.quoted(folder.id().name())));
    }
    if (options.mode() == WriteMode.UPSERT) {
      Upsert.requireKey(options.key(), stream);
    }
    String name = folder.id().name();
    WritePlan plan = WritePlan.of(state, stream, options, newTables, name);
    TableCommit commit =
        new TableCommit(
            catalog, folder, options, now -> WritePlan.of(now, stream, options, newTables, name));
    ZOrder.of(plan.schema(), plan.partitionColumns(), deltaOptions.zOrderBy());
    return open(folder, plan, commit, deltaOptions, options);
  }

  private TableWriter open(
      TableFolder folder,
      WritePlan plan,
      TableCommit commit,
      DeltaOptions deltaOptions,
      WriteOptions options) {
    EngineConnection connection = engine.connectToLoad();
    StagingFolder staging = openFiles.stage(root, folder.path());
    DeltaTableWriter[] opened = new DeltaTableWriter[1];
    DeltaTableWriter writer =
        new DeltaTableWriter(
            folder.id().name(),
            plan,
            commit,
            connection,
            allocator.newChildAllocator("stream", 0, Long.MAX_VALUE),
            staging,
            deltaOptions,
            options,
            () -> {
              openFiles.unstage(staging);
              forget(opened[0]);
            },
            () -> compaction.committed(folder));
    opened[0] = writer;
    synchronized (writers) {
      writers.add(writer);
    }
    return writer;
  }

  private void forget(DeltaTableWriter writer) {
    synchronized (writers) {
      writers.remove(writer);
    }
  }

  @Override
  public BatchCheck openCheck(TableId table, Schema schema, WriteOptions options) {
    DeltaOptions deltaOptions = DeltaOptions.parse(options.options());
    DeltaType.Struct stream = ArrowToDelta.schema(schema);
    TableFolder folder = catalog.find(table).orElseThrow(() -> missing(table));
    Optional<TableState> state = folder.state(AsOf.LATEST);
    if (state.isEmpty()) {
      throw missing(table);
    }
    WritePlan plan = WritePlan.of(state, stream, options, newTables, folder.id().name());
    return new DeltaBatchCheck(engine, allocator, plan, deltaOptions);
  }

  private static VaneException missing(TableId table) {
    return new VaneException(
        ErrorCode.TABLE_NOT_FOUND,
        "There is no Delta table %s.".formatted(Names.quoted(table.name())));
  }

  @Override
  public TableLedger ledger(TableId table) {
    return ledgers.of(table);
  }

  @Override
  public List<TableId> tablesOf(ProducerKey key) {
    return ledgers.tablesOf(key);
  }

  @Override
  public void close() {
    List<DeltaTableWriter> running;
    synchronized (writers) {
      running = List.copyOf(writers);
    }
    running.forEach(DeltaTableWriter::abort);
    compaction.close();
    library.close();
    allocator.close();
  }
}
