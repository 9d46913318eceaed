package dev.vane.storage.duckdb;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.DuckDbReadSession;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.file.DatabaseFile;
import dev.vane.duckdb.file.FileRecovery;
import dev.vane.duckdb.types.ColumnDefinition;
import dev.vane.duckdb.types.ColumnTypes;
import dev.vane.spi.AsOf;
import dev.vane.spi.BatchCheck;
import dev.vane.spi.Capability;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.ReadSession;
import dev.vane.spi.RowChange;
import dev.vane.spi.RowUpdate;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.StopSignal;
import dev.vane.spi.Storage;
import dev.vane.spi.StorageContext;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.TableWriter;
import dev.vane.spi.UnreadableTable;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** Tables in one DuckDB file. Safe for use by many threads. */
final class DuckDbStorage implements Storage {
  static final String NAME = "duckdb";

  private static final String PATH_SETTING = "path";
  private static final String FILE_NAME = "vane.duckdb";

  private final DuckDbEngine engine;
  private final BufferAllocator allocator;
  private final DatabaseFile file;
  private final TableRegistry registry;
  private final ExecutorService executor;
  private final FileRecovery recovery;
  private final Checkpointer checkpointer;
  private final Set<DuckDbTableWriter> writers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private DuckDbStorage(
      DuckDbEngine engine,
      BufferAllocator allocator,
      DatabaseFile file,
      TableRegistry registry,
      long replayWindow) {
    this.engine = engine;
    this.allocator = allocator;
    this.file = file;
    this.registry = registry;
    AtomicLong threads = new AtomicLong();
    executor =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "vane-duckdb-writer-" + threads.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    recovery = new FileRecovery(engine, file, new LedgerTrial(registry));
    checkpointer = new Checkpointer(engine, file, executor, replayWindow, recovery);
  }

  static DuckDbStorage open(StorageContext context) {
    DuckDbEngine engine = DuckDbEngine.of(context.engine());
    DatabaseFile file = file(context);
    file.attach(engine);
    return new DuckDbStorage(
        engine, context.allocator(), file, TableRegistry.load(engine), context.replayWindow());
  }

  static DatabaseFile file(StorageContext context) {
    String setting = context.settings().get(PATH_SETTING);
    Path path = setting == null ? context.directory().resolve(FILE_NAME) : Path.of(setting);
    return new DatabaseFile(path, NAME, "duckdb.path");
  }

  DuckDbEngine engine() {
    return engine;
  }

  BufferAllocator allocator() {
    return allocator;
  }

  ExecutorService executor() {
    return executor;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(
        Capability.OVERWRITE,
        Capability.SCHEMA_MERGE,
        Capability.DELETE,
        Capability.UPDATE,
        Capability.LEDGER);
  }

  @Override
  public List<TableId> tables() {
    return registry.visible();
  }

  @Override
  public Optional<TableId> find(TableId table) {
    return registry.find(table).filter(TableState::isVisible).map(TableState::id);
  }

  @Override
  public List<UnreadableTable> unreadableTables() {
    return List.of();
  }

  @Override
  public Optional<TableSnapshot> snapshot(TableId table, AsOf asOf, ReadSession session) {
    if (!asOf.equals(AsOf.LATEST)) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The backend duckdb keeps no older versions; ask without as_of, or keep the table in"
              + " delta.");
    }
    recovery.requireReadable();
    DuckDbReadSession view = DuckDbReadSession.of(session);
    long moment = view.once(this, () -> takeView(view));
    Optional<TableState> state = registry.find(table);
    Optional<SettledTable> settled = state.flatMap(found -> found.settledAt(moment));
    if (state.isPresent() && settled.isPresent()) {
      return Optional.of(snapshot(state.get(), settled.get(), session));
    }
    return Ledger.newest(view, table)
        .map(
            entry ->
                new DuckDbTableSnapshot(
                    entry.table(),
                    entry.version(),
                    schema(session, entry.table()),
                    entry.totalRows()));
  }

  /**
   * Lets the session take its view of the file. What is settled at the moment before that, and
   * still so afterwards, is what the view holds; about anything else the file itself is asked.
   */
  private long takeView(DuckDbReadSession session) {
    long moment = registry.moment();
    Ledger.touch(session);
    return moment;
  }

  private static TableSnapshot snapshot(
      TableState state, SettledTable settled, ReadSession session) {
    Schema schema = state.schema(settled, () -> schema(session, state.id()));
    return new DuckDbTableSnapshot(state.id(), settled.version(), schema, settled.totalRows());
  }

  private static Schema schema(ReadSession session, TableId table) {
    return session.describe(SqlQuery.of("SELECT * FROM " + TableNames.sql(table)));
  }

  @Override
  public TableWriter openWriter(TableId table, Schema schema, WriteOptions options) {
    requireSupported(options);
    TableNames.requireFree(table);
    List<ColumnDefinition> columns = ColumnTypes.of(schema);
    recovery.requireWritable();
    TableState state = acquire(table, columns, options);
    WritePlan plan;
    try {
      plan = plan(state, columns, options);
    } catch (RuntimeException failure) {
      registry.release(state);
      throw failure;
    }
    DuckDbTableWriter writer =
        new DuckDbTableWriter(this, state, plan, columns.size(), options.chunkRows());
    writers.add(writer);
    if (closed) {
      writer.abort();
      throw new VaneException(ErrorCode.SHUTTING_DOWN, "The storage is closed.");
    }
    return writer;
  }

  private TableState acquire(TableId table, List<ColumnDefinition> columns, WriteOptions options) {
    try {
      return options.mode() == WriteMode.APPEND
          ? registry.acquireStored(table, columns)
          : registry.acquire(table);
    } catch (VaneException failure) {
      failed(failure);
      throw failure;
    }
  }

  @Override
  public BatchCheck openCheck(TableId table, Schema schema, WriteOptions options) {
    requireSupported(options);
    List<ColumnDefinition> columns = ColumnTypes.of(schema);
    recovery.requireReadable();
    TableState state =
        registry
            .find(table)
            .filter(TableState::isVisible)
            .orElseThrow(
                () ->
                    new VaneException(
                        ErrorCode.TABLE_NOT_FOUND,
                        "There is no table %s.".formatted(Names.quoted(table.name()))));
    List<ColumnDefinition> stored = state.columns();
    SchemaCheck check = new SchemaCheck(state.id(), stored);
    if (options.schemaMode() == SchemaMode.STRICT) {
      check.requireStrict(columns);
    } else {
      check.requireHeld(columns);
    }
    requireUnconstrained(state.id());
    return new DuckDbBatchCheck(engine, allocator, schema, ColumnMapping.of(columns, stored));
  }

  /** Whether a row keeps a constraint of somebody else's table only the commit can tell. */
  private void requireUnconstrained(TableId table) {
    try (EngineConnection connection = engine.connect()) {
      connection
          .first(
              "SELECT constraint_text FROM duckdb_constraints() WHERE database_name = ?"
                  + " AND schema_name = ? AND table_name = ?",
              row -> row.getString(1),
              NAME,
              table.schema(),
              table.name())
          .ifPresent(
              constraint -> {
                throw new VaneException(
                    ErrorCode.OPTION_UNSUPPORTED,
                    "The table %s has the constraint %s, which only a commit can check, so its batches can't be acknowledged one by one. Use ack 'end'."
                        .formatted(Names.quoted(table.name()), Names.quoted(constraint)));
              });
    }
  }

  @Override
  public RowChange delete(TableId table, SqlQuery condition, StopSignal stop) {
    recovery.requireWritable();
    return new RowChanges(this, registry, stop).delete(table, condition);
  }

  @Override
  public RowChange update(TableId table, List<RowUpdate> updates, StopSignal stop) {
    recovery.requireWritable();
    return new RowChanges(this, registry, stop).update(table, updates);
  }

  @Override
  public TableLedger ledger(TableId table) {
    recovery.requireReadable();
    return new DuckDbTableLedger(engine, table);
  }

  @Override
  public List<TableId> tablesOf(ProducerKey key) {
    recovery.requireReadable();
    try (EngineConnection connection = engine.connect()) {
      return ProducerTable.tablesOf(connection, key).stream()
          .map(registry::find)
          .flatMap(Optional::stream)
          .map(TableState::id)
          .toList();
    }
  }

  private static WritePlan plan(
      TableState state, List<ColumnDefinition> columns, WriteOptions options) {
    if (options.mode() == WriteMode.CREATE) {
      ReplacePlan.requireNew(state);
    }
    if (options.mode() != WriteMode.APPEND) {
      return new ReplacePlan(state, columns, options.mode() == WriteMode.CREATE);
    }
    state.lock.lock();
    try {
      long incarnation = state.incarnation();
      SchemaCheck check = new SchemaCheck(state.id(), state.columns());
      if (options.schemaMode() == SchemaMode.STRICT) {
        check.requireStrict(columns);
      } else {
        List<ColumnChange> changes = check.changesFor(columns);
        if (!changes.isEmpty()) {
          return new MergePlan(state, columns, state.columns(), changes, incarnation);
        }
      }
      return new AppendPlan(
          state,
          ColumnMapping.of(columns, state.columns()),
          columns.equals(state.columns()),
          incarnation);
    } finally {
      state.lock.unlock();
    }
  }

  private static void requireSupported(WriteOptions options) {
    if (options.mode() == WriteMode.UPSERT) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "A DuckDB table can't be written by mode 'upsert'; send the whole table with mode"
              + " 'overwrite', or keep it in a backend that can.");
    }
    if (!options.partitionBy().isEmpty()) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The backend duckdb does not partition tables; leave partition_by out, or use delta.");
    }
    options.options().keySet().stream()
        .findFirst()
        .ifPresent(
            option -> {
              throw new VaneException(
                  ErrorCode.OPTION_UNSUPPORTED,
                  "The backend duckdb has no option %s; it takes none."
                      .formatted(Names.quoted(option)));
            });
  }

  /** Refuses rows that the disk has no room for. */
  void requireRoom(long bytes) {
    file.requireRoom(bytes);
  }

  /** Work on the file has failed. */
  void failed(VaneException failure) {
    recovery.failed(failure);
  }

  /** A stream has committed or failed to. */
  void committed() {
    checkpointer.committed();
  }

  /** Gives what is free in the file back to the disk, if nothing hinders it. */
  void shrink() {
    checkpointer.shrink();
  }

  /** A stream has ended, whichever way. */
  void ended(DuckDbTableWriter writer, TableState state) {
    writers.remove(writer);
    registry.release(state);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    List.copyOf(writers).forEach(DuckDbTableWriter::abort);
    executor.shutdown();
    checkpointer.checkpoint();
    if (file.isAttached(engine)) {
      file.detach(engine);
    }
  }
}
