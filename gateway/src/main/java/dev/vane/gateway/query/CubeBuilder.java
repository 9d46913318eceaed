package dev.vane.gateway.query;

import dev.vane.pivot.plan.ColumnPath;
import dev.vane.pivot.plan.ColumnPathReader;
import dev.vane.pivot.plan.PivotCounts;
import dev.vane.pivot.plan.PivotCube;
import dev.vane.pivot.plan.PivotQuestion;
import dev.vane.spi.Dialect;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.ScratchTable;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.VaneException;
import java.util.List;

/** Computes the cube of a pivot, and what its answer's shape depends on. */
final class CubeBuilder {
  private final QueryEngine engine;
  private final QueryLimits limits;

  CubeBuilder(QueryEngine engine, QueryLimits limits) {
    this.engine = engine;
    this.limits = limits;
  }

  /**
   * Runs the heavy half on the session that the snapshot belongs to. The caller owns the cube.
   *
   * @throws VaneException in the question's own terms; nothing is then kept
   */
  PinnedCube build(
      PivotQuestion question,
      TableSnapshot snapshot,
      ReadSession session,
      Cancellation cancellation) {
    Relation relation = snapshot.relation(question.conditions());
    ScratchTable table;
    try {
      table = session.materialize(question.cube(relation, engine.dialect()), limits);
    } catch (VaneException e) {
      throw question.explain(e);
    }
    boolean built = false;
    try {
      PinnedCube cube = shape(question, snapshot.version(), table, cancellation);
      built = true;
      return cube;
    } finally {
      if (!built) {
        table.close();
      }
    }
  }

  private PinnedCube shape(
      PivotQuestion question, long version, ScratchTable table, Cancellation cancellation) {
    Dialect dialect = engine.dialect();
    PivotCube cube = question.over(table.relation(), dialect);
    try (ReadSession light = engine.openSession()) {
      Cancellation.Registration registration = cancellation.onCancel(light::cancel);
      try {
        PivotCounts counts = counts(cube, light);
        return new PinnedCube(question, version, table, counts, paths(cube, light));
      } finally {
        registration.close();
      }
    }
  }

  private PivotCounts counts(PivotCube cube, ReadSession session) {
    try (QueryResult result = session.execute(cube.counts(), limits)) {
      if (!result.next()) {
        throw new IllegalStateException("Counting gave no row");
      }
      return PivotCounts.read(result.batch());
    }
  }

  private List<ColumnPath> paths(PivotCube cube, ReadSession session) {
    if (!cube.needsColumnPaths()) {
      return List.of();
    }
    ColumnPathReader paths = cube.readColumnPaths();
    try (QueryResult result = session.execute(cube.columnPaths(), limits)) {
      while (result.next()) {
        paths.add(result.batch());
      }
    }
    return paths.paths();
  }
}
