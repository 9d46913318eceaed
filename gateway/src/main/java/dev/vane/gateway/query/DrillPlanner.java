package dev.vane.gateway.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.config.LimitsConfiguration;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.pivot.DrillSpec;
import dev.vane.pivot.DrillSpecParser;
import dev.vane.pivot.json.StrictJson;
import dev.vane.pivot.plan.DrillQuestion;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import java.util.List;
import java.util.Optional;

/**
 * Plans the rows behind a cell of a pivot. The ticket names the versions that it was planned on.
 */
final class DrillPlanner {
  private final DrillSpecParser parser;
  private final QueryLimits limits;
  private final QueryEngine engine;
  private final CatalogService catalog;
  private final GatewayMetrics metrics;

  DrillPlanner(
      LimitsConfiguration limits,
      QueryEngine engine,
      CatalogService catalog,
      GatewayMetrics metrics) {
    this.parser = new DrillSpecParser(limits.filterDepth());
    this.limits = new QueryLimits(limits.queryTime(), QueryLimits.DEFAULT_BATCH_ROWS);
    this.engine = engine;
    this.catalog = catalog;
    this.metrics = metrics;
  }

  QueryPlan plan(QueryCommand.Drill command, ReadSession session) {
    DrillSpec spec = parser.parse(command.spec());
    PivotRows rows =
        PivotRows.open(spec.question(), spec.versions(), catalog, engine.dialect(), session);
    DrillQuestion question = DrillQuestion.bind(spec, rows.schema());
    rows.requireSound(session, limits, engine.dialect());
    Relation relation = rows.relation(question.conditions(), engine.dialect());
    metrics.scanned(
        rows.tables().get(0).table().backend(), relation.files(), relation.skippedFiles());
    ObjectNode ticket = command.spec().deepCopy();
    ArrayNode versions = ticket.putArray("versions");
    rows.versions().forEach(versions::add);
    return new QueryPlan(
        question.query(relation, engine.dialect()),
        List.of(),
        StrictJson.write(ticket),
        -1,
        Optional.empty(),
        List.of(),
        () -> {});
  }
}
