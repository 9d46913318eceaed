package dev.vane.gateway.query;

import dev.vane.spi.SqlQuery;
import dev.vane.spi.VaneException;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One question, ready to run on the session that it was planned on.
 *
 * @param query what the engine runs
 * @param labels turns the engine's schema into the promised one: same columns, more metadata
 * @param ticket what gives exactly this answer's data, as JSON
 * @param rows rows of the answer, or -1 where not known
 * @param explain puts an error of the query into the question's own terms
 * @param release gives back what the plan holds, such as a pinned cube
 */
record QueryPlan(
    SqlQuery query,
    UnaryOperator<Schema> labels,
    String ticket,
    long rows,
    UnaryOperator<VaneException> explain,
    Runnable release)
    implements AutoCloseable {

  /** A plan that adds no metadata and holds nothing. */
  static QueryPlan plain(SqlQuery query, String ticket, long rows) {
    return new QueryPlan(
        query, UnaryOperator.identity(), ticket, rows, UnaryOperator.identity(), () -> {});
  }

  Schema label(Schema engineSchema) {
    return labels.apply(engineSchema);
  }

  @Override
  public void close() {
    release.run();
  }
}
