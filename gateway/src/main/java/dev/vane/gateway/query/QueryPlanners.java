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

  QueryPlanners(
      LimitsConfiguration limits,
      CatalogService catalog,
      QueryEngine engine,
      GatewayMetrics metrics) {
    sql = new SqlPlanner(engine, catalog);
    scan = new ScanPlanner(limits, engine, catalog, metrics);
  }

  /** Plans a question on the session that will run it. */
  QueryPlan plan(QueryCommand command, ReadSession session) {
    if (command instanceof QueryCommand.Sql statement) {
      return sql.plan(statement, session);
    }
    return scan.plan((QueryCommand.Scan) command, session);
  }
}
