package dev.vane.gateway.query;

import dev.vane.config.LimitsConfiguration;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;

/** The planner of each form of question. Safe for many threads. */
final class QueryPlanners implements AutoCloseable {
  private final SqlPlanner sql;
  private final ScanPlanner scan;
  private final PivotPlanner pivot;
  private final CubeStore cubes;

  QueryPlanners(
      LimitsConfiguration limits,
      CatalogService catalog,
      QueryEngine engine,
      GatewayMetrics metrics) {
    cubes = new CubeStore(limits.scratch());
    sql = new SqlPlanner(engine, catalog);
    scan = new ScanPlanner(limits, engine, catalog);
    pivot = new PivotPlanner(limits, engine, catalog, cubes, metrics);
    metrics.observe("scratch_bytes", "Bytes of kept pivot cubes.", cubes::bytes);
    metrics.observe("scratch_cubes", "Kept pivot cubes.", cubes::count);
  }

  /**
   * Plans a question on the session that will run it.
   *
   * @param cancellation ends what planning itself has to compute
   */
  QueryPlan plan(QueryCommand command, ReadSession session, Cancellation cancellation) {
    if (command instanceof QueryCommand.Sql statement) {
      return sql.plan(statement, session);
    }
    if (command instanceof QueryCommand.Scan rows) {
      return scan.plan(rows, session);
    }
    if (command instanceof QueryCommand.Pivot question) {
      return pivot.plan(question, cancellation);
    }
    return pivot.plan((QueryCommand.Pinned) command);
  }

  @Override
  public void close() {
    cubes.close();
  }
}
