package dev.vane.gateway.query;

import dev.vane.config.LimitsConfiguration;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;

/** The planner of each form of question that the engine answers. Safe for many threads. */
final class QueryPlanners {
  private final SqlPlanner sql;
  private final ScanPlanner scan;
  private final DrillPlanner drill;

  QueryPlanners(
      LimitsConfiguration limits,
      CatalogService catalog,
      QueryEngine engine,
      SqlPivots pivots,
      GatewayMetrics metrics) {
    sql = new SqlPlanner(engine, catalog, pivots);
    scan = new ScanPlanner(limits, engine, catalog, metrics);
    drill = new DrillPlanner(limits, engine, catalog, metrics);
  }

  /**
   * Plans a question on the session that will run it, or describe it.
   *
   * @param purpose whether the plan's rows will be read
   */
  QueryPlan plan(QueryCommand command, ReadSession session, SqlPivots.Purpose purpose) {
    if (command instanceof QueryCommand.Sql statement) {
      return sql.plan(statement, session, purpose);
    }
    if (command instanceof QueryCommand.Statement statement) {
      return sql.plan(statement, session, purpose);
    }
    if (command instanceof QueryCommand.Drill cell) {
      return drill.plan(cell, session);
    }
    return scan.plan((QueryCommand.Scan) command, session);
  }
}
