package dev.vane.gateway.query;

import dev.vane.config.LimitsConfiguration;
import dev.vane.config.VaneConfiguration;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.json.Commands;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.arrow.vector.types.pojo.Schema;

/** Answers questions within the limits. Safe for many threads. */
public final class QueryService implements AutoCloseable {
  private final LimitsConfiguration limits;
  private final QueryEngine engine;
  private final QueryPlanners planners;
  private final QueryGate gate;
  private final GatewayMetrics metrics;
  private final BooleanSupplier ready;

  private QueryService(
      LimitsConfiguration limits,
      QueryEngine engine,
      QueryPlanners planners,
      GatewayMetrics metrics,
      BooleanSupplier ready) {
    this.limits = limits;
    this.engine = engine;
    this.planners = planners;
    this.gate = new QueryGate(limits, metrics);
    this.metrics = metrics;
    this.ready = ready;
  }

  /** The service over the open backends. */
  public static QueryService create(
      VaneConfiguration configuration,
      CatalogService catalog,
      QueryEngine engine,
      GatewayMetrics metrics,
      BooleanSupplier ready) {
    LimitsConfiguration limits = configuration.limits();
    return new QueryService(
        limits, engine, new QueryPlanners(limits, catalog, engine, metrics), metrics, ready);
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
    try (ReadSession session = engine.openSession();
        QueryPlan plan = planners.plan(command, session, cancellation)) {
      Schema schema = plan.label(session.describe(plan.query()));
      return new QueryDescription(schema, plan.ticket(), plan.rows());
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
      ReadSession session = resources.add(engine.openSession());
      resources.add(cancellation.onCancel(session::cancel));
      QueryPlan plan = resources.add(planners.plan(command, session, cancellation));
      QueryResult result = resources.add(execute(session, plan));
      return new EngineAnswer(result, plan.label(result.schema()), plan.explain(), resources);
    } catch (RuntimeException | Error e) {
      resources.close();
      throw e;
    }
  }

  @Override
  public void close() {
    planners.close();
  }

  private QueryResult execute(ReadSession session, QueryPlan plan) {
    try {
      return session.execute(plan.query(), queryLimits());
    } catch (VaneException e) {
      throw plan.explain().apply(e);
    }
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
