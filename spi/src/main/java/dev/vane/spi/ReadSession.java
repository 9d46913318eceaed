package dev.vane.spi;

import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One consistent view of the engine's tables: every snapshot and every query of one session sees
 * the same committed state. One query runs at a time; a result must be closed before the next.
 * {@link #cancel} may come from any thread, everything else from one at a time.
 */
public interface ReadSession extends AutoCloseable {
  /**
   * The schema that a query would give, without running it.
   *
   * @throws VaneException when the statement does not bind
   */
  Schema describe(SqlQuery query);

  /**
   * The types of a query's parameters, as far as the engine can tell them from their places.
   *
   * @return a field for each, named {@code $1} and so on, of Arrow's null type where it cannot
   * @throws VaneException when the statement does not bind
   */
  Schema describeParameters(SqlQuery query);

  /**
   * Starts a query; its rows come as they are made, never all at once.
   *
   * @throws VaneException {@link ErrorCode#QUERY_INVALID} when it does not bind, {@link
   *     ErrorCode#QUERY_FAILED} or {@link ErrorCode#NUMERIC_OVERFLOW} when it fails at once
   */
  QueryResult execute(SqlQuery query, QueryLimits limits);

  /**
   * Runs a query and keeps its rows, in order, in the engine's scratch area, where they outlive
   * this session.
   *
   * @throws VaneException as {@link #execute}
   */
  ScratchTable materialize(SqlQuery query, QueryLimits limits);

  /** Stops what is running. */
  void cancel();

  /**
   * Has something done when this session is closed, such as letting go of files that its queries
   * read. Called by the thread that uses the session.
   */
  void onClose(Runnable action);

  @Override
  void close();
}
