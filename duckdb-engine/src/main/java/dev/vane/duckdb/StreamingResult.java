package dev.vane.duckdb;

import dev.vane.duckdb.types.SqlType;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * A result whose rows come as DuckDB makes them. DuckDB cuts batches by rows; {@link BatchSplitter}
 * cuts those that are too large in bytes again.
 */
final class StreamingResult implements QueryResult {
  private final RunningQuery running;
  private final PreparedQuery prepared;
  private final DuckDBResultSet rows;
  private final ArrowReader reader;
  private final Schema schema;
  private final BatchSplitter splitter = new BatchSplitter();
  private @Nullable VectorSchemaRoot batch;
  private boolean closed;

  private StreamingResult(
      RunningQuery running, PreparedQuery prepared, DuckDBResultSet rows, ArrowReader reader)
      throws IOException {
    this.running = running;
    this.prepared = prepared;
    this.rows = rows;
    this.reader = reader;
    this.schema = reader.getVectorSchemaRoot().getSchema();
  }

  /** Makes a statement ready to run, or makes one anew that was kept. */
  interface Preparation {
    PreparedQuery prepare(boolean anew) throws SQLException;
  }

  /** Runs the statement up to its first rows. */
  static StreamingResult start(
      DuckDbEngine engine, RunningQuery running, QueryLimits limits, Preparation preparation) {
    PreparedQuery prepared = null;
    DuckDBResultSet rows = null;
    ArrowReader reader = null;
    try {
      prepared = preparation.prepare(false);
      running.executing(prepared.statement());
      rows = (DuckDBResultSet) prepared.statement().executeQuery();
      if (prepared.kept() && !prepared.described().gives(rows.getMetaData())) {
        rows.close();
        prepared = preparation.prepare(true);
        running.executing(prepared.statement());
        rows = (DuckDBResultSet) prepared.statement().executeQuery();
      }
      running.streaming();
      // Not a child of its own: whoever sends batches without a copy holds their buffers until the
      // network has them, which may be after the end of the query.
      BufferAllocator allocator = engine.allocator();
      reader =
          (ArrowReader)
              rows.arrowExportStream(
                  allocator, BatchRows.of(prepared.described().columns(), limits));
      return new StreamingResult(running, prepared, rows, reader);
    } catch (SQLException | IOException | RuntimeException failure) {
      Closing.quietly(reader);
      Closing.quietly(rows);
      Closing.quietly(prepared);
      if (prepared != null && !running.stopped() && LostError.isLost(failure)) {
        throw running.explain(LostError.find(engine, running, prepared.query(), failure));
      }
      throw running.explain(failure);
    }
  }

  /** The columns' types in DuckDB's terms. */
  List<SqlType> columns() {
    return prepared.described().plainTypes();
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
    Closing.quietly(rows);
    Closing.quietly(prepared);
    running.close();
  }

  private void releaseBatch() {
    if (batch != null) {
      batch.close();
      batch = null;
    }
  }
}
