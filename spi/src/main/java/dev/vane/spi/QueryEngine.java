package dev.vane.spi;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** The engine that answers queries over all backends. Safe for use by many threads. */
public interface QueryEngine extends AutoCloseable {
  Dialect dialect();

  /** A new session; the caller closes it. */
  ReadSession openSession();

  /**
   * A new session in which times are read and shown in a zone; without one that is UTC.
   *
   * @param zone an IANA name
   * @throws VaneException {@link ErrorCode#QUERY_INVALID} when the engine does not know the zone
   */
  ReadSession openSession(String zone);

  /**
   * Checks a client's statement: one query, read-only, nothing outside the tables (no files, no
   * network, no settings).
   *
   * @throws VaneException {@link ErrorCode#QUERY_INVALID} when it does not parse, {@link
   *     ErrorCode#QUERY_FORBIDDEN} when it does more than read tables
   */
  UserQuery parse(String sql);

  /**
   * Checks a client's statement that may also write: a query as for {@link #parse}, or one that
   * creates, fills or drops a table.
   *
   * @throws VaneException as {@link #parse}, and {@link ErrorCode#OPTION_UNSUPPORTED} for other
   *     statements, naming what to use instead
   */
  UserStatement parseStatement(String sql);

  /** The rows of a query as columns of given names and types. */
  SqlQuery convert(SqlQuery rows, List<OutputColumn> columns);

  /** A query that gives no row, in these columns. */
  SqlQuery emptyRows(Schema schema);

  /** A query that gives all rows of a relation. */
  SqlQuery allRows(Relation relation);

  /**
   * Keeps rows in the engine's scratch area; they are read to their end and stay the caller's to
   * close.
   */
  ScratchTable keep(QueryResult rows);

  /** Statements that the engine was given to run or to bind so far, for whatever purpose. */
  long statementCount();

  @Override
  void close();
}
