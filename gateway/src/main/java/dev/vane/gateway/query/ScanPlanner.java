package dev.vane.gateway.query;

import dev.vane.config.LimitsConfiguration;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.pivot.ScanSpec;
import dev.vane.pivot.ScanSpecParser;
import dev.vane.pivot.json.StrictJson;
import dev.vane.pivot.plan.ScanQuestion;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.ReadSession;
import dev.vane.spi.TableSnapshot;

/** Plans a scan of one table's snapshot. */
final class ScanPlanner {
  private final ScanSpecParser parser;
  private final QueryEngine engine;
  private final CatalogService catalog;

  ScanPlanner(LimitsConfiguration limits, QueryEngine engine, CatalogService catalog) {
    this.parser = new ScanSpecParser(limits.filterDepth());
    this.engine = engine;
    this.catalog = catalog;
  }

  QueryPlan plan(QueryCommand.Scan command, ReadSession session) {
    ScanSpec spec = parser.parse(command.spec());
    TableSnapshot snapshot = catalog.snapshot(spec.table().path(), spec.asOf(), session);
    ScanQuestion question = ScanQuestion.bind(spec, snapshot.schema());
    return new QueryPlan(
        question.query(snapshot.relation(question.conditions()), engine.dialect()),
        StrictJson.write(command.spec()),
        spec.filters().isEmpty() && spec.limit().isEmpty() ? snapshot.rowCount() : -1);
  }
}
