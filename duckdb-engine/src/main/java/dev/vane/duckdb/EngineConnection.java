package dev.vane.duckdb;

import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.ingest.ChunkAppender;
import dev.vane.duckdb.sql.DuckDbDialect;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection for a backend's own statements. Each statement commits on its own unless {@link
 * #begin} was called. Used by one thread at a time; closing it rolls back. Failures are {@link
 * dev.vane.spi.VaneException}s as {@link DuckDbErrors#storage} makes them, with the driver's
 * exception as the cause.
 */
public final class EngineConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineConnection.class);
  private static final String CHUNK_VIEW = "vane_chunk";

  private final DuckDBConnection connection;
  private final @Nullable StatementStop stop;
  private final LongAdder statements;

  /** The first connection to an instance. */
  EngineConnection(DuckDBConnection connection) {
    this(connection, null, new LongAdder());
  }

  private EngineConnection(
      DuckDBConnection connection, @Nullable StatementStop stop, LongAdder statements) {
    this.connection = connection;
    this.stop = stop;
    this.statements = statements;
  }

  /** Another connection to the same instance, which counts its statements together with this. */
  EngineConnection duplicate(@Nullable StatementStop obeyed) throws SQLException {
    return new EngineConnection(connection.duplicate(), obeyed, statements);
  }

  /** How many statements all connections to the instance ran or bound. */
  LongAdder statementCount() {
    return statements;
  }

  /** Lets the engine bind a statement; the caller closes it. */
  PreparedStatement prepare(String sql) throws SQLException {
    statements.increment();
    return connection.prepareStatement(sql);
  }

  DuckDBConnection driver() {
    return connection;
  }

  /** Runs a statement that gives no rows. */
  public void execute(String sql) {
    statements.increment();
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw DuckDbErrors.storage(failure);
    }
  }

  /**
   * Runs a statement that changes rows.
   *
   * @return how many
   */
  public long update(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = prepare(sql)) {
      Parameters.bind(statement, Arrays.asList(values));
      return obeying(statement, statement::executeLargeUpdate);
    } catch (SQLException failure) {
      throw DuckDbErrors.storage(failure);
    }
  }

  /** Binds a statement to the tables it names, without running it. */
  void bind(String sql) {
    try {
      prepare(sql).close();
    } catch (SQLException failure) {
      throw DuckDbErrors.storage(failure);
    }
  }

  /** All rows of a small result. */
  public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... values) {
    try (PreparedStatement statement = prepare(sql)) {
      Parameters.bind(statement, Arrays.asList(values));
      try (ResultSet rows = obeying(statement, statement::executeQuery)) {
        List<T> result = new ArrayList<>();
        while (rows.next()) {
          result.add(reader.read(rows));
        }
        return result;
      }
    } catch (SQLException failure) {
      throw DuckDbErrors.storage(failure);
    }
  }

  private <T> T obeying(Statement statement, StatementStop.Call<T> call) throws SQLException {
    StatementStop current = stop;
    return current == null ? call.run() : current.run(statement, call);
  }

  /** The first row of a result, if it has one. */
  public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... values) {
    return query(sql, reader, values).stream().findFirst();
  }

  /**
   * Runs a statement over a chunk.
   *
   * @param sql makes the statement from the name of a relation that holds the chunk's rows, in
   *     order, under the columns {@link ArrowChunk#columns()}, and that can be read once
   * @return how many rows the statement changed
   */
  public long consume(ArrowChunk chunk, UnaryOperator<String> sql) {
    return over(chunk, view -> update(sql.apply(view)));
  }

  /**
   * Runs a statement over a chunk that gives a few rows.
   *
   * @param sql as for {@link #consume(ArrowChunk, UnaryOperator)}
   */
  public <T> List<T> consume(ArrowChunk chunk, UnaryOperator<String> sql, RowReader<T> reader) {
    return over(chunk, view -> query(sql.apply(view), reader));
  }

  /**
   * Puts a chunk's rows into a table without a statement, which is quicker for few rows.
   *
   * @param table has the chunk's columns, in the chunk's order and in the types of {@link
   *     dev.vane.duckdb.types.ColumnTypes}
   * @return false if the chunk has values that need a statement; then nothing was done
   */
  public boolean append(ArrowChunk chunk, String catalog, String schema, String table) {
    Optional<ChunkAppender> appender = ChunkAppender.of(chunk);
    if (appender.isEmpty()) {
      return false;
    }
    try {
      appender.get().append(connection, catalog, schema, table);
      return true;
    } catch (SQLException failure) {
      throw DuckDbErrors.storage(failure);
    }
  }

  private <T> T over(ArrowChunk chunk, Function<String, T> statement) {
    String view = DuckDbDialect.INSTANCE.identifier(CHUNK_VIEW);
    try (ArrowReader reader = chunk.reader();
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(chunk.allocator())) {
      Data.exportArrayStream(chunk.allocator(), reader, stream);
      try {
        connection.registerArrowStream(CHUNK_VIEW, stream);
        return statement.apply(view);
      } finally {
        stream.release();
      }
    } catch (java.io.IOException failure) {
      throw DuckDbErrors.storage(failure);
    } catch (RuntimeException failure) {
      throw DuckDbErrors.storage(failure);
    }
  }

  /** The rows of a result of any size, as the engine makes them; the caller closes it. */
  public <T> RowStream<T> stream(String sql, RowReader<T> reader) {
    return RowStream.open(connection, sql, reader);
  }

  /** Begins a transaction. */
  public void begin() {
    execute("BEGIN TRANSACTION");
  }

  /** Ends the transaction; what it wrote is durable on return. */
  public void commit() {
    execute("COMMIT");
  }

  /** Ends the transaction, throwing away what it wrote; never throws. */
  public void rollback() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException failure) {
      LOG.debug("Nothing to roll back", failure);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      LOG.warn("A connection did not close", failure);
    }
  }
}
