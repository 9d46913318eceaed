package dev.vane.duckdb;

import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.duckdb.statement.StatementParser;
import dev.vane.duckdb.types.ColumnTypes;
import dev.vane.spi.Dialect;
import dev.vane.spi.EngineContext;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.OutputColumn;
import dev.vane.spi.QueryEngine;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.ScratchTable;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.StopSignal;
import dev.vane.spi.UserQuery;
import dev.vane.spi.UserStatement;
import dev.vane.spi.VaneException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;

/**
 * DuckDB, once per gateway, in memory; backends attach their files to it, and what is computed and
 * kept lands in its scratch area. Its settings are locked before it is handed out: it reads and
 * writes only below the directories that it was opened with, loads no extension, and lives in UTC.
 * Safe for use by many threads.
 */
public final class DuckDbEngine implements QueryEngine {
  private final EngineContext context;
  private final EngineConnection root;
  private final ScheduledExecutorService watchdog;
  private final StatementParser parser;
  private final ScratchArea scratch;
  private final IdleConnections idle = new IdleConnections();

  private DuckDbEngine(
      EngineContext context, EngineConnection root, ScheduledExecutorService watchdog) {
    this.context = context;
    this.root = root;
    this.watchdog = watchdog;
    this.scratch = ScratchArea.create(this);
    this.parser = new StatementParser(() -> new EngineSyntax(connect()));
  }

  /**
   * Opens an engine of its own, sharing nothing with others in the process.
   *
   * @throws VaneException {@link ErrorCode#START_REFUSED} when the engine cannot start
   */
  public static DuckDbEngine open(EngineContext context) {
    // The driver must know this at the start: results come as they are made, never all at once.
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    try {
      DuckDBConnection connection =
          (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
      EngineConnection root = new EngineConnection(connection);
      try {
        EngineSettings.of(context).forEach(root::execute);
        return new DuckDbEngine(context, root, Watchdog.start());
      } catch (RuntimeException failure) {
        root.close();
        throw failure;
      }
    } catch (SQLException failure) {
      throw new VaneException(
          ErrorCode.START_REFUSED,
          "The query engine did not start; its native library needs a 64-bit Linux, macOS or"
              + " Windows and a temporary directory that it may be unpacked to.",
          failure);
    }
  }

  /**
   * The engine as this class.
   *
   * @throws VaneException {@link ErrorCode#START_REFUSED} when a backend that needs DuckDB was
   *     given another engine
   */
  public static DuckDbEngine of(QueryEngine engine) {
    if (engine instanceof DuckDbEngine known) {
      return known;
    }
    throw new VaneException(
        ErrorCode.START_REFUSED,
        "This backend is read by DuckDB; the gateway was started with another engine.");
  }

  /** A new connection to the instance; the caller closes it. */
  public EngineConnection connect() {
    try {
      return root.duplicate(null);
    } catch (SQLException failure) {
      throw DuckDbErrors.storage(failure);
    }
  }

  /**
   * A new connection whose statements are interrupted when the signal says so, and then throw its
   * reason; but for those that end a transaction, which always run.
   */
  public EngineConnection connect(StopSignal stop) {
    try {
      return root.duplicate(new StatementStop(stop, watchdog));
    } catch (SQLException failure) {
      throw DuckDbErrors.storage(failure);
    }
  }

  /**
   * A connection of the caller's own for writing rows in bulk. A table has no order, so the
   * engine's threads need not wait for each other to keep that of the stream; batches that are not
   * whole row groups are written more than twice as fast.
   */
  public EngineConnection connectToLoad() {
    EngineConnection connection = connect();
    try {
      connection.execute("SET SESSION preserve_insertion_order = false");
      return connection;
    } catch (RuntimeException failure) {
      connection.close();
      throw failure;
    }
  }

  /** The directories below which files can be read and written. */
  public List<java.nio.file.Path> readableDirectories() {
    return context.readableDirectories();
  }

  /**
   * Closes the connections that wait for a session, with the statements that they keep; called when
   * a file is no longer to be read.
   */
  public void closeIdle() {
    idle.clear();
  }

  /** But for rows that are appended without one. */
  @Override
  public long statementCount() {
    return root.statementCount().sum();
  }

  IdleConnections idle() {
    return idle;
  }

  BufferAllocator allocator() {
    return context.allocator();
  }

  ScheduledExecutorService watchdog() {
    return watchdog;
  }

  ScratchArea scratch() {
    return scratch;
  }

  @Override
  public Dialect dialect() {
    return DuckDbDialect.INSTANCE;
  }

  @Override
  public ReadSession openSession() {
    return DuckDbReadSession.open(this);
  }

  @Override
  public ReadSession openSession(String zone) {
    return DuckDbReadSession.open(this, zone);
  }

  @Override
  public UserQuery parse(String sql) {
    return parser.parse(sql);
  }

  @Override
  public UserStatement parseStatement(String sql) {
    return parser.parseStatement(sql);
  }

  @Override
  public SqlQuery convert(SqlQuery rows, List<OutputColumn> columns) {
    return Conversion.of(rows, columns);
  }

  @Override
  public SqlQuery emptyRows(Schema schema) {
    return Conversion.of(
        SqlQuery.of("SELECT NULL WHERE false"),
        schema.getFields().stream()
            .map(field -> new OutputColumn(field, OutputColumn.ABSENT))
            .toList());
  }

  @Override
  public SqlQuery allRows(Relation relation) {
    return SqlQuery.of("SELECT * FROM " + relation.sql());
  }

  @Override
  public ScratchTable keep(QueryResult rows) {
    return scratch.keep(rows, rows.schema().getFields().stream().map(ColumnTypes::of).toList());
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
    idle.clear();
    root.close();
  }
}
