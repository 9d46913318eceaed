package dev.vane.duckdb;

import dev.vane.spi.VaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection set up for reading, which sessions use one after the other; each is a transaction.
 * Used by one session at a time.
 */
final class SessionConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionConnection.class);

  /**
   * What the engine may have ready of a result before it is fetched. DuckDB's own 10 MB outgrow the
   * processor's caches between writing and reading, and every slow reader would hold them.
   */
  private static final String BUFFER = "SET SESSION streaming_buffer_size = '2MB'";

  private final EngineConnection connection;
  private final SessionStatements statements;
  private boolean anyOrder;

  private SessionConnection(EngineConnection connection) {
    this.connection = connection;
    this.statements = new SessionStatements(connection);
  }

  /**
   * Sets a new connection up, which is closed if that fails.
   *
   * @param settings more statements for it
   */
  static SessionConnection open(EngineConnection connection, String... settings) {
    try {
      for (String setting : settings) {
        connection.execute(setting);
      }
      connection.execute(BUFFER);
      return new SessionConnection(connection);
    } catch (RuntimeException failure) {
      connection.close();
      throw failure;
    }
  }

  EngineConnection connection() {
    return connection;
  }

  SessionStatements statements() {
    return statements;
  }

  /** Begins a session. */
  void begin() {
    connection.execute("BEGIN TRANSACTION READ ONLY");
  }

  /** Ends a session; false if the connection is good for no other one. */
  boolean end() {
    try {
      connection.execute("ROLLBACK");
      return true;
    } catch (VaneException failure) {
      LOG.debug("A session's transaction did not end", failure);
      return false;
    }
  }

  /**
   * A scan whose rows may come in any order runs on all threads and its rows are handed on as each
   * has them; to keep the order of a table one thread makes all of them.
   */
  void order(boolean any) {
    if (any != anyOrder) {
      connection.execute("SET SESSION preserve_insertion_order = " + !any);
      anyOrder = any;
    }
  }

  @Override
  public void close() {
    statements.close();
    connection.close();
  }
}
