package dev.vane.gateway.query;

import dev.vane.spi.SqlQuery;
import java.util.List;
import java.util.Optional;

/**
 * One question, ready to run on the session that it was planned on.
 *
 * @param query what the engine runs
 * @param following what it runs afterwards, for rows that follow in the same answer
 * @param ticket what gives exactly this answer's data, as JSON
 * @param rows rows of the answer, or -1 where not known
 * @param key what the answer follows from, if it may be kept and given again
 * @param pinned tickets of the pivots whose answers it reads
 * @param release gives back what the plan holds, such as the rows of a pivot
 */
record QueryPlan(
    SqlQuery query,
    List<SqlQuery> following,
    String ticket,
    long rows,
    Optional<ScanKey> key,
    List<String> pinned,
    Runnable release)
    implements AutoCloseable {
  QueryPlan {
    following = List.copyOf(following);
    pinned = List.copyOf(pinned);
  }

  /** A plan of one scan, which holds nothing. */
  QueryPlan(SqlQuery query, String ticket, long rows, ScanKey key) {
    this(query, List.of(), ticket, rows, Optional.of(key), List.of(), () -> {});
  }

  @Override
  public void close() {
    release.run();
  }
}
