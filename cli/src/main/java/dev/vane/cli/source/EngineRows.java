package dev.vane.cli.source;

import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.SqlQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/** The rows of a file, read by an engine of its own that may touch that file's folder. */
final class EngineRows implements AutoCloseable {
  private final FileEngine engine;
  private final ReadSession session;
  private final QueryResult result;
  private final ResultReader reader;
  private final Map<String, String> columns;
  private final long rows;

  private EngineRows(
      FileEngine engine,
      ReadSession session,
      Map<String, String> columns,
      QueryResult result,
      BufferAllocator allocator,
      long rows) {
    this.engine = engine;
    this.session = session;
    this.columns = columns;
    this.result = result;
    this.reader = new ResultReader(result, allocator);
    this.rows = rows;
  }

  static EngineRows open(
      Path file,
      FileKind kind,
      Compression compression,
      ColumnTypes wanted,
      BufferAllocator allocator)
      throws IOException {
    FileEngine engine = FileEngine.open(file, allocator);
    ReadSession session = engine.engine().openSession();
    try {
      String statement = EngineSelect.of(kind, compression, engine.literal(), wanted);
      Map<String, String> columns = describe(session, statement);
      long rows =
          kind == FileKind.PARQUET
              ? count(session, engine.literal())
              : RowEstimate.of(file, compression);
      QueryResult result = session.execute(SqlQuery.of(statement), QueryLimits.none());
      return new EngineRows(engine, session, columns, result, allocator, rows);
    } catch (IOException | RuntimeException e) {
      AutoCloseables.close(e, session, engine);
      throw e;
    }
  }

  ArrowReader reader() {
    return reader;
  }

  /** The types of the columns as SQL names them, in order. */
  Map<String, String> columns() {
    return columns;
  }

  double progress() {
    return rows == 0 ? 1 : Math.min(1, reader.rowsRead / (double) rows);
  }

  @Override
  public void close() {
    AutoCloseables.closeNoChecked(() -> AutoCloseables.close(result, session, engine));
  }

  private static Map<String, String> describe(ReadSession session, String statement) {
    Map<String, String> columns = new LinkedHashMap<>();
    try (QueryResult result =
        session.execute(
            SqlQuery.of("SELECT column_name, column_type FROM (DESCRIBE " + statement + ")"),
            QueryLimits.none())) {
      while (result.next()) {
        VectorSchemaRoot batch = result.batch();
        for (int row = 0; row < batch.getRowCount(); row++) {
          columns.put(
              String.valueOf(batch.getVector(0).getObject(row)),
              String.valueOf(batch.getVector(1).getObject(row)));
        }
      }
    }
    return columns;
  }

  /** From the file's footer. */
  private static long count(ReadSession session, String literal) {
    try (QueryResult result =
        session.execute(
            SqlQuery.of("SELECT num_rows FROM parquet_file_metadata(" + literal + ")"),
            QueryLimits.none())) {
      return result.next() ? ((Number) result.batch().getVector(0).getObject(0)).longValue() : 0;
    }
  }

  /** A query's result as a reader. */
  private static final class ResultReader extends ArrowReader {
    private final QueryResult result;
    private long rowsRead;
    private long bytesRead;

    ResultReader(QueryResult result, BufferAllocator allocator) {
      super(allocator);
      this.result = result;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      prepareLoadNextBatch();
      if (!result.next()) {
        return false;
      }
      // The reader takes the batch over and closes it.
      ArrowRecordBatch batch = new VectorUnloader(result.batch()).getRecordBatch();
      rowsRead += batch.getLength();
      bytesRead += batch.computeBodyLength();
      loadRecordBatch(batch);
      return true;
    }

    @Override
    public long bytesRead() {
      return bytesRead;
    }

    @Override
    protected void closeReadSource() {
      // The result is closed with the rows.
    }

    @Override
    protected Schema readSchema() {
      return result.schema();
    }
  }
}
