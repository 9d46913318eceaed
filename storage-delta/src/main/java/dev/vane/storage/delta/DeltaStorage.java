package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.AsOf;
import dev.vane.spi.BatchCheck;
import dev.vane.spi.Capability;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.FileCacheStatus;
import dev.vane.spi.FileCachingStorage;
import dev.vane.spi.HotTierStatus;
import dev.vane.spi.MoveListener;
import dev.vane.spi.Names;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.ReadSession;
import dev.vane.spi.RowChange;
import dev.vane.spi.RowCondition;
import dev.vane.spi.RowUpdate;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.StopSignal;
import dev.vane.spi.StorageContext;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.TableWriter;
import dev.vane.spi.TieredStorage;
import dev.vane.spi.UnreadableTable;
import dev.vane.spi.VaneException;
import dev.vane.spi.VersionRange;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.AutomaticMaintenance;
import dev.vane.spi.maintenance.ChangeReport;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.hot.HotSegment;
import dev.vane.storage.delta.hot.HotSettings;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import dev.vane.storage.delta.schema.ArrowToDelta;
import dev.vane.storage.delta.schema.DeltaType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** Delta tables under one root folder. */
final class DeltaStorage implements MaintainedStorage, TieredStorage, FileCachingStorage {
  static final String NAME = "delta";

  private final FileIO store;
  private final DuckDbEngine engine;
  private final BufferAllocator allocator;
  private final DeltaLogLibrary library;
  private final TableCatalog catalog;
  private final NewTables newTables;
  private final OpenFiles openFiles = new OpenFiles();
  private final DeltaMaintenance maintenance;
  private final AutoCompaction compaction;
  private final long replayWindow;
  private final Optional<HotTier> hot;
  private final TableLedgers ledgers;
  private final Set<DeltaTableWriter> writers = new HashSet<>();

  DeltaStorage(StorageContext context, FileIO store, DeltaLogLibrary library) {
    this.store = store;
    this.engine = DuckDbEngine.of(context.engine());
    this.newTables = NewTables.of(context.settings());
    this.library = library;
    this.catalog = new TableCatalog(NAME, store, library);
    this.compaction = new AutoCompaction(openFiles, engine);
    this.replayWindow = context.replayWindow();
    this.ledgers = new TableLedgers(catalog, replayWindow);
    this.hot = HotSettings.of(context.settings()).map(this::openHotTier);
    this.maintenance = new DeltaMaintenance(engine, catalog, newTables, openFiles, hot);
    this.allocator = context.allocator().newChildAllocator("delta", 0, Long.MAX_VALUE);
  }

  private HotTier openHotTier(HotSettings settings) {
    return HotTier.open(
        settings,
        engine,
        id ->
            new HotMove(
                engine, catalog, newTables, openFiles, compaction::committed, id, replayWindow),
        this::tieredLedger);
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
        Capability.UPDATE,
        Capability.TIME_TRAVEL,
        Capability.CHANGE_FEED,
        Capability.LEDGER);
  }

  @Override
  public RowChange delete(TableId table, SqlQuery condition, StopSignal stop) {
    ChangeReport report =
        maintenance.delete(table, new RowCondition(condition, List.of()), Progress.NONE, stop);
    return new RowChange(
        report.version(), report.committed(), report.removed().rows() - report.added().rows());
  }

  @Override
  public RowChange update(TableId table, List<RowUpdate> updates, StopSignal stop) {
    return maintenance.update(table, updates, stop);
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
    return catalog.find(table).flatMap(folder -> snapshot(folder, asOf, session));
  }

  /** The hot file's view comes before the version; {@link HotTier} says why. */
  private Optional<TableSnapshot> snapshot(TableFolder folder, AsOf asOf, ReadSession session) {
    List<HotSegment> seen =
        asOf instanceof AsOf.Latest
            ? hot.map(tier -> tier.view(folder.id(), session)).orElse(List.of())
            : List.of();
    session.onClose(store.reading()::close);
    return openFiles
        .pin(session, () -> folder.state(asOf))
        .map(
            state -> {
              long taken =
                  seen.isEmpty() ? 0 : hot.map(tier -> HotMove.taken(state, tier.id())).orElse(0L);
              return new DeltaTableSnapshot(
                  folder.id(),
                  state,
                  asOf,
                  session,
                  seen.stream().filter(segment -> segment.number() > taken).toList());
            });
  }

  @Override
  public Optional<TableSnapshot> changes(
      TableId table, VersionRange versions, ReadSession session) {
    session.onClose(store.reading()::close);
    return catalog
        .find(table)
        .flatMap(
            folder ->
                openFiles
                    .pin(session, () -> folder.state(versions.last()))
                    .map(last -> DeltaChanges.of(folder, versions.from(), last, session)));
  }

  @Override
  public TableWriter openWriter(TableId table, Schema schema, WriteOptions options) {
    DeltaOptions deltaOptions = DeltaOptions.parse(options.options());
    DeltaType.Struct stream = ArrowToDelta.schema(schema);
    Optional<TableFolder> found = catalog.find(table);
    TableFolder folder = found.orElseGet(() -> catalog.create(table));
    if (HotTier.replaces(options.mode())) {
      hot.ifPresent(tier -> tier.flush(folder.id()));
    }
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
    StagingFolder staging = openFiles.stage(store, folder.path());
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
            marks -> hot.ifPresent(tier -> tier.beforeCommit(folder.id(), commit.mode(), marks)),
            () -> {
              hot.ifPresent(tier -> tier.afterCommit(folder.id()));
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
    ZOrder.of(plan.schema(), plan.partitionColumns(), deltaOptions.zOrderBy());
    hot.ifPresent(tier -> tier.layouts().set(folder.id(), DeltaOptions.layout(options.options())));
    return new DeltaBatchCheck(
        engine, allocator, schema, plan, deltaOptions, () -> hot.ifPresent(HotTier::requireRoom));
  }

  private static VaneException missing(TableId table) {
    return new VaneException(
        ErrorCode.TABLE_NOT_FOUND,
        "There is no Delta table %s.".formatted(Names.quoted(table.name())));
  }

  /**
   * The rows go into the files at once where there is no hot tier, where they come with a change of
   * the table's columns, where the table has rules that its writers compute, or where it is gone.
   */
  @Override
  public TableWriter openHotWriter(TableId table, Schema schema, WriteOptions options) {
    Optional<HotTier> tier = hot.filter(HotTier::isEnabled);
    Optional<TableFolder> folder = catalog.find(table);
    if (tier.isPresent() && folder.isPresent()) {
      Optional<TableState> state = folder.get().state(AsOf.LATEST);
      if (state.isPresent()) {
        WritePlan plan =
            WritePlan.of(
                state, ArrowToDelta.schema(schema), options, newTables, folder.get().id().name());
        if (plan.metadata().isEmpty() && plan.rules().isEmpty()) {
          return new HotWriter(tier.get(), tier.get().table(folder.get().id()), plan, allocator);
        }
      }
    }
    return openSharedWriter(table, schema, options);
  }

  /** One commit's rows are too few to be ordered; they are when small files are joined. */
  @Override
  public TableWriter openSharedWriter(TableId table, Schema schema, WriteOptions options) {
    Map<String, String> layout =
        new HashMap<>(hot.map(tier -> tier.layouts().of(table)).orElse(Map.of()));
    layout.remove(DeltaOptions.Z_ORDER_BY);
    layout.putAll(options.options());
    return openWriter(table, schema, options.withOptions(layout));
  }

  @Override
  public HotTierStatus hotTier() {
    return hot.map(HotTier::status).orElse(HotTierStatus.NONE);
  }

  @Override
  public FileCacheStatus fileCache() {
    return store.cache();
  }

  @Override
  public void onMove(MoveListener listener) {
    hot.ifPresent(tier -> tier.onMove(listener));
  }

  @Override
  public TableLedger ledger(TableId table) {
    return hot.isPresent() ? tieredLedger(table) : ledgers.of(table);
  }

  private TableLedger tieredLedger(TableId table) {
    return new TieredLedger(engine, table, ledgers.of(table), () -> version(table), replayWindow);
  }

  private long version(TableId table) {
    return catalog
        .find(table)
        .flatMap(folder -> folder.state(AsOf.LATEST))
        .map(state -> state.snapshot().version())
        .orElse(0L);
  }

  @Override
  public List<TableId> tablesOf(ProducerKey key) {
    return Stream.concat(
            hot.stream().flatMap(tier -> tier.tablesOf(key).stream()),
            ledgers.tablesOf(key).stream())
        .distinct()
        .toList();
  }

  @Override
  public void close() {
    List<DeltaTableWriter> running;
    synchronized (writers) {
      running = List.copyOf(writers);
    }
    running.forEach(DeltaTableWriter::abort);
    hot.ifPresent(HotTier::close);
    compaction.close();
    library.close();
    store.close();
    allocator.close();
  }
}
