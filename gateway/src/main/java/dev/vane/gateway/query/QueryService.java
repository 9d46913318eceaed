package dev.vane.gateway.query;

import dev.vane.config.LimitsConfiguration;
import dev.vane.config.VaneConfiguration;
import dev.vane.gateway.apply.ReadBarrier;
import dev.vane.gateway.apply.TableAppliers;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.json.Commands;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.ReadSession;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** Answers questions within the limits. Safe for many threads. */
public final class QueryService implements AutoCloseable {
  private final LimitsConfiguration limits;
  private final QueryEngine engine;
  private final QueryPlanners planners;
  private final PivotService pivots;
  private final ScanStore scans;
  private final BufferAllocator allocator;
  private final QueryGate gate;
  private final ReadBarrier barrier;
  private final GatewayMetrics metrics;
  private final BooleanSupplier ready;

  private QueryService(
      LimitsConfiguration limits,
      QueryEngine engine,
      QueryPlanners planners,
      PivotService pivots,
      ScanStore scans,
      BufferAllocator allocator,
      ReadBarrier barrier,
      GatewayMetrics metrics,
      BooleanSupplier ready) {
    this.limits = limits;
    this.engine = engine;
    this.planners = planners;
    this.pivots = pivots;
    this.scans = scans;
    this.allocator = allocator;
    this.barrier = barrier;
    this.gate = new QueryGate(limits, metrics);
    this.metrics = metrics;
    this.ready = ready;
  }

  /**
   * The service over the open backends.
   *
   * @param keptScans bytes that kept answers of scans may take
   */
  public static QueryService create(
      VaneConfiguration configuration,
      CatalogService catalog,
      QueryEngine engine,
      BufferAllocator allocator,
      CubePlace cubes,
      long keptScans,
      TableAppliers appliers,
      GatewayMetrics metrics,
      BooleanSupplier ready) {
    LimitsConfiguration limits = configuration.limits();
    PivotService pivots = new PivotService(limits, engine, catalog, allocator, cubes, metrics);
    ScanStore scans = new ScanStore(keptScans);
    metrics.observe(
        "scan_memory_bytes", "Bytes of answers of scans, kept or being recorded.", scans::bytes);
    SqlPivots sqlPivots = new SqlPivots(engine, pivots, limits.commandSize());
    return new QueryService(
        limits,
        engine,
        new QueryPlanners(limits, catalog, engine, sqlPivots, metrics),
        pivots,
        scans,
        allocator,
        new ReadBarrier(appliers, limits.queryTime()),
        metrics,
        ready);
  }

  /**
   * Parses a JSON command or ticket.
   *
   * @throws VaneException with the path of what is wrong and the nearest valid name
   */
  public QueryCommand parse(byte[] json) {
    return QueryCommandParser.parse(Commands.read(json, limits.commandSize()));
  }

  /** A scan of a whole table, for a path descriptor. */
  public QueryCommand scan(List<String> path) {
    return QueryCommandParser.scan(path);
  }

  /**
   * The schema, and the ticket that gives data of exactly this schema. A pivot is computed here and
   * kept, so that its data is of the version whose schema was told. Blocks.
   */
  public QueryDescription describe(QueryCommand command, Cancellation cancellation) {
    requireReady();
    gate.enter(cancellation);
    try {
      awaitAcknowledged(command, cancellation);
      return command.isPivot()
          ? pivots.describe(command, cancellation)
          : describeQuery(command, cancellation);
    } finally {
      gate.leave();
    }
  }

  /**
   * The types of a statement's parameters, as far as they can be told; see {@link
   * ReadSession#describeParameters}.
   */
  public Schema describeParameters(QueryCommand.Statement command, Cancellation cancellation) {
    requireReady();
    gate.enter(cancellation);
    try (ReadSession session = openSession(command);
        QueryPlan plan =
            planners.plan(command, session, SqlPivots.Purpose.describe(cancellation))) {
      return session.describeParameters(plan.query());
    } finally {
      gate.leave();
    }
  }

  /**
   * Waits for a free place, starts the query and returns its rows. Blocks: never call it on a
   * thread of the transport. The caller closes the answer.
   *
   * @throws VaneException when the question is refused or fails; nothing is then left open
   */
  public Answer open(QueryCommand command, Cancellation cancellation) {
    requireReady();
    gate.enter(cancellation);
    long startedNanos = System.nanoTime();
    metrics.queryStarted();
    AnswerResources resources = new AnswerResources(gate, metrics, command.kind(), startedNanos);
    try {
      awaitAcknowledged(command, cancellation);
      return command.isPivot()
          ? pivots.open(command, cancellation, resources)
          : openQuery(command, cancellation, resources);
    } catch (RuntimeException | Error e) {
      resources.close();
      throw e;
    }
  }

  /** A question sees every row that was acknowledged before it came. */
  private void awaitAcknowledged(QueryCommand command, Cancellation cancellation) {
    if (barrier.isOpen()) {
      return;
    }
    Thread waiter = Thread.currentThread();
    Cancellation.Registration registration = cancellation.onCancel(waiter::interrupt);
    try {
      barrier.await(QueryTables.of(command, engine));
    } finally {
      registration.close();
    }
  }

  @Override
  public void close() {
    scans.close();
    pivots.close();
  }

  private QueryDescription describeQuery(QueryCommand command, Cancellation cancellation) {
    try (ReadSession session = openSession(command);
        QueryPlan plan =
            planners.plan(command, session, SqlPivots.Purpose.describe(cancellation))) {
      return new QueryDescription(
          session.describe(plan.query()), plan.ticket(), plan.rows(), plan.pinned());
    }
  }

  private ReadSession openSession(QueryCommand command) {
    return command instanceof QueryCommand.Statement statement
        ? statement.context().timeZone().map(engine::openSession).orElseGet(engine::openSession)
        : engine.openSession();
  }

  private Answer openQuery(
      QueryCommand command, Cancellation cancellation, AnswerResources resources) {
    ReadSession session = resources.add(openSession(command));
    resources.add(cancellation.onCancel(session::cancel));
    QueryPlan plan =
        resources.add(planners.plan(command, session, SqlPivots.Purpose.read(cancellation)));
    Optional<KeptScan> kept = plan.key().flatMap(scans::find);
    if (kept.isPresent()) {
      return new KeptAnswer(kept.get(), allocator, resources);
    }
    Answer answer =
        new EngineAnswer(
            resources.add(
                QuerySequence.start(session, queryLimits(), plan.query(), plan.following())),
            resources);
    return plan.key().isPresent() ? new RecordingAnswer(answer, scans, plan.key().get()) : answer;
  }

  private QueryLimits queryLimits() {
    return new QueryLimits(limits.queryTime(), QueryLimits.DEFAULT_BATCH_ROWS);
  }

  private void requireReady() {
    if (!ready.getAsBoolean()) {
      throw new VaneException(ErrorCode.SHUTTING_DOWN, "The gateway is stopping; ask again later.");
    }
  }
}
