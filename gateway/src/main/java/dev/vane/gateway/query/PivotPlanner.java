package dev.vane.gateway.query;

import dev.vane.config.LimitsConfiguration;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.json.Commands;
import dev.vane.gateway.metrics.GatewayMetrics;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.PivotSpecParser;
import dev.vane.pivot.ResultForm;
import dev.vane.pivot.json.StrictJson;
import dev.vane.pivot.plan.PivotAnswer;
import dev.vane.pivot.plan.PivotLimits;
import dev.vane.pivot.plan.PivotQuestion;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.ReadSession;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.VaneException;
import java.util.Optional;

/**
 * Plans a pivot: finds the cube of its question over the newest version, or computes it, and plans
 * the light half over the cube. The plan holds the cube for as long as it is open.
 */
final class PivotPlanner {
  private final PivotSpecParser parser;
  private final PivotLimits pivotLimits;
  private final QueryEngine engine;
  private final CatalogService catalog;
  private final CubeStore cubes;
  private final CubeBuilder builder;
  private final GatewayMetrics metrics;

  PivotPlanner(
      LimitsConfiguration limits,
      QueryEngine engine,
      CatalogService catalog,
      CubeStore cubes,
      GatewayMetrics metrics) {
    this.parser = new PivotSpecParser(limits.filterDepth());
    this.pivotLimits = new PivotLimits(limits.pivotCells(), limits.columns());
    this.engine = engine;
    this.catalog = catalog;
    this.cubes = cubes;
    this.builder =
        new CubeBuilder(
            engine, new QueryLimits(limits.queryTime(), QueryLimits.DEFAULT_BATCH_ROWS));
    this.metrics = metrics;
  }

  QueryPlan plan(QueryCommand.Pivot command, Cancellation cancellation) {
    return answer(find(parser.parse(command.spec()), cancellation));
  }

  QueryPlan plan(QueryCommand.Pinned command) {
    return answer(
        cubes
            .byId(command.id())
            .orElseThrow(
                () ->
                    new VaneException(
                        ErrorCode.RESULT_EXPIRED,
                        "The result of this ticket was dropped to make room for others. Ask the question again for a new one.")));
  }

  private CubeStore.Lease find(PivotSpec spec, Cancellation cancellation) {
    try (ReadSession session = engine.openSession()) {
      Cancellation.Registration registration = cancellation.onCancel(session::cancel);
      try {
        TableSnapshot snapshot = catalog.snapshot(spec.table().path(), spec.asOf(), session);
        String question = snapshot.table() + " at " + snapshot.version() + ": " + spec.canonical();
        Optional<CubeStore.Lease> kept = cubes.byQuestion(question);
        metrics.cubeLookup(kept.isPresent());
        if (kept.isPresent()) {
          return kept.get();
        }
        return cubes.add(
            question,
            builder.build(
                PivotQuestion.bind(spec, snapshot.schema()), snapshot, session, cancellation));
      } finally {
        registration.close();
      }
    }
  }

  private QueryPlan answer(CubeStore.Lease lease) {
    boolean planned = false;
    try {
      PinnedCube cube = lease.cube();
      PivotAnswer answer =
          cube.question()
              .over(cube.table().relation(), engine.dialect())
              .answer(cube.counts(), cube.paths(), pivotLimits);
      QueryPlan plan =
          new QueryPlan(
              answer.query(),
              schema -> answer.schema(schema, cube.version()),
              StrictJson.write(Commands.object().put(QueryCommandParser.PINNED, lease.id())),
              rows(cube),
              cube.question()::explain,
              lease::close);
      planned = true;
      return plan;
    } finally {
      if (!planned) {
        lease.close();
      }
    }
  }

  private static long rows(PinnedCube cube) {
    return cube.question().spec().result() == ResultForm.LONG
        ? cube.counts().cells()
        : cube.counts().rowPaths();
  }
}
