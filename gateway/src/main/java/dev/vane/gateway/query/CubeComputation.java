package dev.vane.gateway.query;

import dev.vane.pivot.cube.CubeReader;
import dev.vane.pivot.plan.PivotQuestion;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.VaneException;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Computes cubes. Safe for many threads. */
final class CubeComputation {
  private final QueryEngine engine;
  private final QueryLimits limits;
  private final CubeFiles files;
  private final long mostBytes;

  /**
   * @param files where cubes may go later
   * @param mostBytes the share of memory that cubes have
   */
  CubeComputation(QueryEngine engine, QueryLimits limits, CubeFiles files, long mostBytes) {
    this.engine = engine;
    this.limits = limits;
    this.files = files;
    this.mostBytes = mostBytes;
  }

  /**
   * Runs the heavy half on the session that the rows belong to. The caller owns the cube.
   *
   * @param requireWidth throws where an answer must not have so many column paths, so that a column
   *     axis of millions ends early
   * @throws VaneException in the question's own terms; nothing is then kept
   */
  PinnedCube compute(
      PivotQuestion question, PivotRows rows, ReadSession session, LongConsumer requireWidth) {
    long startedNanos = System.nanoTime();
    rows.requireSound(session, limits, engine.dialect());
    Relation relation = rows.relation(question.conditions(), engine.dialect());
    SqlQuery query = question.cube(relation, engine.dialect());
    try (QueryResult result = session.execute(query, limits);
        CubeReader reader =
            new CubeReader(
                question.rows().leaf(),
                question.columns().leaf(),
                question.keysWithOthers(),
                result.schema(),
                files.allocator())) {
      while (result.next()) {
        reader.add(result.batch());
        requireRoom(reader.bytes());
        requireWidth.accept(reader.leastColumnPaths());
      }
      return new PinnedCube(
          reader.finish(),
          question,
          rows.schema(),
          rows.versions(),
          new CubeOrigin(
              query.text(),
              rows.rowCount(),
              relation.files(),
              relation.skippedFiles(),
              Duration.ofNanos(System.nanoTime() - startedNanos)),
          files);
    } catch (VaneException e) {
      throw question.explain(e);
    }
  }

  private void requireRoom(long bytes) {
    if (bytes > mostBytes) {
      throw new VaneException(
          ErrorCode.LIMIT_SCRATCH,
          "The pivot's cube takes more than %,d bytes, the least of limits.scratch and an eighth of limits.memory. Ask for fewer rows, columns or measures, or raise the limit."
              .formatted(mostBytes));
    }
  }
}
