package dev.vane.spi;

/** The engine that answers queries over all backends. Safe for use by many threads. */
public interface QueryEngine extends AutoCloseable {
  Dialect dialect();

  /** A new session; the caller closes it. */
  ReadSession openSession();

  /**
   * Checks a client's statement: one query, read-only, nothing outside the tables (no files, no
   * network, no settings).
   *
   * @throws VaneException {@link ErrorCode#QUERY_INVALID} when it does not parse, {@link
   *     ErrorCode#QUERY_FORBIDDEN} when it does more than read tables
   */
  UserQuery parse(String sql);

  @Override
  void close();
}
