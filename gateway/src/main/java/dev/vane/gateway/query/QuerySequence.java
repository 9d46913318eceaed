package dev.vane.gateway.query;

import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.SqlQuery;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The results of several queries, one behind the other, under the schema of the first. Queries that
 * differ in their values only have the same columns.
 */
final class QuerySequence implements QueryResult {
  private final ReadSession session;
  private final QueryLimits limits;
  private final Iterator<SqlQuery> following;
  private final Schema schema;
  private QueryResult current;

  private QuerySequence(
      ReadSession session, QueryLimits limits, Iterator<SqlQuery> following, QueryResult first) {
    this.session = session;
    this.limits = limits;
    this.following = following;
    this.schema = first.schema();
    this.current = first;
  }

  /** Starts the first query; the others run when its rows have been read. */
  static QueryResult start(
      ReadSession session, QueryLimits limits, SqlQuery first, List<SqlQuery> following) {
    QueryResult result = session.execute(first, limits);
    return following.isEmpty()
        ? result
        : new QuerySequence(session, limits, following.iterator(), result);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean next() {
    while (!current.next()) {
      if (!following.hasNext()) {
        return false;
      }
      current.close();
      current = session.execute(following.next(), limits);
    }
    return true;
  }

  @Override
  public VectorSchemaRoot batch() {
    return current.batch();
  }

  @Override
  public void cancel() {
    session.cancel();
  }

  @Override
  public void close() {
    current.close();
  }
}
