package dev.vane.duckdb;

import dev.vane.duckdb.types.SqlType;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.SqlQuery;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * A result whose rows come as DuckDB makes them. DuckDB cuts batches by rows; {@link BatchSplitter}
 * cuts those that are too large in bytes again.
 */
final class StreamingResult implements QueryResult {
  private final RunningQuery running;
  private final PreparedStatement statement;
  private final ArrowReader reader;
  private final Schema schema;
  private final List<SqlType> columns;
  private final BatchSplitter splitter = new BatchSplitter();
  private @Nullable VectorSchemaRoot batch;
  private boolean closed;

  private StreamingResult(
      RunningQuery running,
      PreparedStatement statement,
      ArrowReader reader,
      Schema schema,
      List<SqlType> columns) {
    this.columns = columns;
    this.running = running;
    this.statement = statement;
    this.reader = reader;
    this.schema = schema;
  }

  /** Runs the statement up to its first rows. */
  static StreamingResult start(
      DuckDbEngine engine,
      DuckDBConnection connection,
      RunningQuery running,
      SqlQuery query,
      QueryLimits limits,
      Function<PlainQuery, String> text) {
    PreparedStatement statement = null;
    ArrowReader reader = null;
    SqlQuery plain = query;
    try {
      PreparedQuery prepared = PreparedQuery.prepare(connection, query, text);
      statement = prepared.statement();
      plain = prepared.query();
      PlainQuery described = prepared.described();
      running.executing(statement);
      DuckDBResultSet rows = (DuckDBResultSet) statement.executeQuery();
      running.streaming();
      // Not a child of its own: whoever sends batches without a copy holds their buffers until the
      // network has them, which may be after the end of the query.
      BufferAllocator allocator = engine.allocator();
      reader =
          (ArrowReader)
              rows.arrowExportStream(allocator, BatchRows.of(described.columns(), limits));
      Schema schema = reader.getVectorSchemaRoot().getSchema();
      return new StreamingResult(running, statement, reader, schema, described.plainTypes());
    } catch (SQLException | IOException | RuntimeException failure) {
      Closing.quietly(reader);
      Closing.quietly(statement);
      if (!running.stopped() && LostError.isLost(failure)) {
        throw running.explain(LostError.find(engine, running, plain, failure));
      }
      throw running.explain(failure);
    }
  }

  /** The columns' types in DuckDB's terms. */
  List<SqlType> columns() {
    return columns;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean next() {
    releaseBatch();
    running.requireRunning();
    try {
      while (!splitter.hasNext()) {
        if (!reader.loadNextBatch()) {
          running.requireRunning();
          return false;
        }
        splitter.add(reader.getVectorSchemaRoot());
      }
      batch = splitter.next();
      return true;
    } catch (IOException | RuntimeException failure) {
      throw running.explain(failure);
    }
  }

  @Override
  public VectorSchemaRoot batch() {
    VectorSchemaRoot current = batch;
    if (current == null) {
      throw new IllegalStateException("No batch is loaded");
    }
    return current;
  }

  @Override
  public void cancel() {
    running.cancel();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    releaseBatch();
    splitter.close();
    Closing.quietly(reader);
    Closing.quietly(statement);
    running.close();
  }

  private void releaseBatch() {
    if (batch != null) {
      batch.close();
      batch = null;
    }
  }
}
