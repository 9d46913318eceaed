package dev.vane.gateway.query;

import dev.vane.config.LimitsConfiguration;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.pivot.ScanSpec;
import dev.vane.pivot.ScanSpecParser;
import dev.vane.pivot.json.StrictJson;
import dev.vane.pivot.plan.ScanQuestion;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.TableSnapshot;

/** Plans a scan of one table's snapshot. */
final class ScanPlanner {
  private final ScanSpecParser parser;
  private final QueryEngine engine;
  private final CatalogService catalog;
  private final GatewayMetrics metrics;

  ScanPlanner(
      LimitsConfiguration limits,
      QueryEngine engine,
      CatalogService catalog,
      GatewayMetrics metrics) {
    this.parser = new ScanSpecParser(limits.filterDepth());
    this.engine = engine;
    this.catalog = catalog;
    this.metrics = metrics;
  }

  QueryPlan plan(QueryCommand.Scan command, ReadSession session) {
    ScanSpec spec = parser.parse(command.spec());
    TableSnapshot snapshot = snapshot(spec, session);
    ScanQuestion question = ScanQuestion.bind(spec, snapshot.schema());
    Relation relation = snapshot.relation(question.conditions());
    metrics.scanned(snapshot.table().backend(), relation.files(), relation.skippedFiles());
    SqlQuery query = question.query(relation, engine.dialect());
    // Which rows a limit without an order takes should be the same each time.
    boolean anyOrder = spec.sort().isEmpty() && spec.limit().isEmpty();
    String ticket = StrictJson.write(command.spec());
    return new QueryPlan(
        anyOrder ? query.inAnyOrder() : query,
        ticket,
        isWhole(spec) ? snapshot.rowCount() : -1,
        new ScanKey(snapshot.table(), snapshot.revision(), snapshot.schema(), ticket));
  }

  private TableSnapshot snapshot(ScanSpec spec, ReadSession session) {
    return spec.changes().isPresent()
        ? catalog.changes(spec.table().path(), spec.changes().get(), session)
        : catalog.snapshot(spec.table().path(), spec.asOf(), session);
  }

  /** Whether the answer has as many rows as the table, which is known without reading it. */
  private static boolean isWhole(ScanSpec spec) {
    return spec.filters().isEmpty() && spec.limit().isEmpty() && spec.changes().isEmpty();
  }
}
