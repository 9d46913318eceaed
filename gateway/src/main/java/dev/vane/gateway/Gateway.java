package dev.vane.gateway;

import dev.vane.config.BackendConfiguration;
import dev.vane.config.VaneConfiguration;
import dev.vane.gateway.action.ActionService;
import dev.vane.gateway.apply.ReadBarrier;
import dev.vane.gateway.apply.TableAppliers;
import dev.vane.gateway.catalog.Backends;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.health.Concern;
import dev.vane.gateway.health.Health;
import dev.vane.gateway.health.HotTierConcerns;
import dev.vane.gateway.ingest.IngestService;
import dev.vane.gateway.maintenance.MaintenanceActions;
import dev.vane.gateway.memory.LedgerLimits;
import dev.vane.gateway.memory.MemoryLedger;
import dev.vane.gateway.metrics.FileCacheMetrics;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.gateway.metrics.HotTierMetrics;
import dev.vane.gateway.metrics.LimitMetrics;
import dev.vane.gateway.pair.PairedStorage;
import dev.vane.gateway.producer.ProducerStates;
import dev.vane.gateway.query.CubePlace;
import dev.vane.gateway.query.QueryService;
import dev.vane.gateway.security.GatewaySecurity;
import dev.vane.gateway.statement.SessionService;
import dev.vane.gateway.statement.StatementService;
import dev.vane.gateway.statement.TableChanges;
import dev.vane.gateway.statement.TableWrites;
import dev.vane.gateway.statement.WriteTargets;
import dev.vane.log.LogFiles;
import dev.vane.log.LogSettings;
import dev.vane.spi.EngineContext;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.Storage;
import dev.vane.spi.TieredStorage;
import dev.vane.spi.maintenance.MaintainedStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * The whole application without a wire: takes the data directory, opens the engine and the
 * backends, and offers the services. Closed in the reverse order of opening; the allocator is
 * closed last but one and so proves that no buffer leaked. Safe for many threads.
 */
public final class Gateway implements AutoCloseable {
  private static final String LOG_DIRECTORY = "log";
  private static final String PAIR_DIRECTORY = "pairs";

  private final VaneConfiguration configuration;
  private final CloseStack resources;
  private final GatewaySecurity security;
  private final BufferAllocator allocator;
  private final GatewayMetrics metrics;
  private final IngestService ingest;
  private final QueryService queries;
  private final CatalogService catalog;
  private final ActionService actions;
  private final StatementService statements;
  private final SessionService sessions;
  private final WriteTargets writeTargets;
  private final Health health;
  private final AtomicBoolean ready = new AtomicBoolean(true);

  private Gateway(VaneConfiguration configuration, CloseStack resources) {
    this.configuration = configuration;
    this.resources = resources;
    security = GatewaySecurity.open(configuration.security());
    MemoryBudget budget = MemoryBudget.of(configuration.limits().memory());
    DataDirectory directory = resources.add(DataDirectory.open(configuration.dataDir()));
    allocator = resources.add(new RootAllocator());
    metrics = new GatewayMetrics(configuration.metrics().prefix(), BuildInfo.version());
    Map<String, BackendConfiguration> backendConfigurations = configuration.backends();
    QueryEngine engine = resources.add(BackendLoader.openEngine(engineContext(directory, budget)));
    List<Storage> storages = BackendLoader.openStorages(backendConfigurations, engine, allocator);
    storages.forEach(resources::add);
    Backends backends =
        new Backends(
            storages,
            PairedStorage.of(storages, directory.path().resolve(PAIR_DIRECTORY), allocator));
    catalog = new CatalogService(backends);
    ProducerStates producers = new ProducerStates(configuration.limits().replayWindow());
    TableAppliers appliers =
        resources.add(
            TableAppliers.open(
                LogSettings.of(
                    directory.path().resolve(LOG_DIRECTORY), configuration.limits().logBytes()),
                LogFiles.DISK,
                backends,
                allocator,
                engine,
                producers,
                metrics,
                budget.arrow() / 4));
    MemoryLedger memory =
        new MemoryLedger(ledgerLimits(configuration, budget), allocator::getAllocatedMemory);
    ingest =
        IngestService.create(
            configuration,
            backends,
            catalog,
            engine,
            memory,
            appliers,
            producers,
            metrics,
            this::ready);
    queries =
        resources.add(
            QueryService.create(
                configuration,
                catalog,
                engine,
                allocator,
                new CubePlace(budget.cubes(), directory.temporaryDirectory()),
                budget.scans(),
                appliers,
                metrics,
                this::ready));
    writeTargets = new WriteTargets(engine, catalog, configuration.storageBackend());
    statements =
        StatementService.create(
            configuration.limits(),
            engine,
            queries,
            new TableWrites(
                engine,
                catalog,
                queries,
                ingest,
                writeTargets,
                new TableChanges(
                    engine,
                    catalog,
                    queries,
                    backends,
                    metrics,
                    configuration.limits().queryTime(),
                    this::ready)),
            allocator,
            metrics);
    metrics.observe(
        "engine_statements",
        "Statements that the engine ran or bound since the start.",
        engine::statementCount);
    sessions = SessionService.create(configuration.limits(), engine, catalog, metrics);
    health = new Health(this::ready, watched(appliers, storages));
    actions =
        ActionService.create(
            catalog,
            engine,
            ingest,
            new ReadBarrier(appliers, configuration.limits().queryTime()),
            health,
            BuildInfo.version(),
            configuration.limits().commandSize(),
            MaintenanceActions.of(
                backends,
                engine,
                configuration.limits().filterDepth(),
                new ReadBarrier(appliers, configuration.limits().queryTime()),
                this::ready));
    HotTierMetrics.publish(storages, metrics);
    FileCacheMetrics.publish(storages, metrics);
    publishMetrics(budget);
    storages.forEach(this::publishMaintenance);
  }

  /**
   * Opens everything.
   *
   * @throws dev.vane.spi.VaneException with a remedy; nothing then stays open
   */
  public static Gateway open(VaneConfiguration configuration) {
    CloseStack resources = new CloseStack();
    try {
      return new Gateway(configuration, resources);
    } catch (RuntimeException | Error e) {
      resources.closeAfter(e);
      throw e;
    }
  }

  public VaneConfiguration configuration() {
    return configuration;
  }

  /** What the wires ask clients for, and what they speak. */
  public GatewaySecurity security() {
    return security;
  }

  /** For the wires' buffers; each makes a child of it and closes it before the gateway. */
  public BufferAllocator allocator() {
    return allocator;
  }

  public IngestService ingest() {
    return ingest;
  }

  public QueryService queries() {
    return queries;
  }

  public CatalogService catalog() {
    return catalog;
  }

  public ActionService actions() {
    return actions;
  }

  public StatementService statements() {
    return statements;
  }

  public SessionService sessions() {
    return sessions;
  }

  public WriteTargets writeTargets() {
    return writeTargets;
  }

  public GatewayMetrics metrics() {
    return metrics;
  }

  /** Whether new work is accepted. */
  public boolean ready() {
    return ready.get();
  }

  /** Whether new work is accepted, and what may end that. */
  public Health health() {
    return health;
  }

  /** From now on new streams and queries are refused, retryably; what runs goes on. */
  public void drain() {
    ready.set(false);
  }

  /** Closes everything; the wires were closed before. */
  @Override
  public void close() {
    drain();
    resources.close();
  }

  /** Where nobody shows credentials all are one tenant, which then has everything. */
  private static LedgerLimits ledgerLimits(VaneConfiguration configuration, MemoryBudget budget) {
    boolean named = configuration.security().credentials().isPresent();
    return new LedgerLimits(
        budget.arrow(),
        named ? budget.arrow() / 100 * configuration.limits().tenantShare() : budget.arrow(),
        configuration.limits().streamMemory(),
        configuration.limits().holdBack());
  }

  private static List<Supplier<List<Concern>>> watched(
      TableAppliers appliers, List<Storage> storages) {
    List<Supplier<List<Concern>>> watched = new ArrayList<>();
    watched.add(appliers::concerns);
    for (Storage storage : storages) {
      if (storage instanceof TieredStorage tiered) {
        watched.add(() -> HotTierConcerns.of(tiered));
      }
    }
    return watched;
  }

  private EngineContext engineContext(DataDirectory directory, MemoryBudget budget) {
    List<Path> readable = new ArrayList<>();
    configuration.backends().values().forEach(backend -> readable.addAll(backend.directories()));
    readable.add(directory.temporaryDirectory());
    return new EngineContext(
        allocator,
        readable,
        directory.temporaryDirectory(),
        budget.engine(),
        configuration.duckdb().threads());
  }

  /** One backend of a gateway, at most, looks after its tables by itself. */
  private void publishMaintenance(Storage storage) {
    if (storage instanceof MaintainedStorage maintained) {
      metrics.observe(
          "compactions",
          "Commits that wrote small files together unasked, since the start.",
          () -> maintained.automatic().compactions());
      metrics.observe(
          "compactions_joined_files",
          "Files that such commits removed.",
          () -> maintained.automatic().joinedFiles());
      metrics.observe(
          "compactions_failed",
          "Times that it came to nothing.",
          () -> maintained.automatic().failures());
    }
  }

  private void publishMetrics(MemoryBudget budget) {
    LimitMetrics.publish(configuration.limits(), metrics);
    LimitMetrics.publish(configuration.http().limits(), metrics);
    LimitMetrics.publish(configuration.security(), metrics);
    metrics.observe(
        "security_sessions",
        "Tokens given for passwords and good still.",
        security.authenticator()::sessions);
    metrics.observe("arrow_memory_bytes", "Arrow memory held.", allocator::getAllocatedMemory);
    metrics.observe("arrow_memory_budget_bytes", "Arrow's share of limits.memory.", budget::arrow);
    MemoryLedger memory = ingest.memory();
    metrics.observe(
        "ingest_memory_bytes",
        "Arrow bytes that streams hold, before they are in a table or in the log.",
        memory::held);
    metrics.observe(
        "ingest_arriving_bytes",
        "Bytes of messages of which only a part is here.",
        memory::arriving);
    metrics.observe(
        "tenant_memory_bytes_max",
        "The most Arrow bytes that the streams of one tenant hold.",
        memory::largestTenant);
    metrics.observe("streams_held_back", "Streams that wait for memory.", memory::waiting);
    metrics.observe(
        "pivot_memory_budget_bytes",
        "The share of limits.memory that kept pivot cubes may take.",
        budget::cubes);
    metrics.observe(
        "scan_memory_budget_bytes",
        "The share of limits.memory that kept answers of scans may take.",
        budget::scans);
    metrics.observe(
        "engine_memory_budget_bytes", "The engine's share of limits.memory.", budget::engine);
    metrics.observe("tables", "Tables served.", () -> catalog.tables().size());
    metrics.observe("ready", "1 while new work is accepted.", () -> ready() ? 1 : 0);
  }
}
