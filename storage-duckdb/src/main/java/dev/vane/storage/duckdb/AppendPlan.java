package dev.vane.storage.duckdb;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;

/**
 * Rows straight into the table. Streams that do so at the same time all commit. Small chunks go by
 * the appender where the table has the stream's columns as they are, all others by a statement.
 */
final class AppendPlan implements WritePlan {
  // Measured as "Loading into DuckDB" in ARCHITECTURE.md says: at six columns, the appender takes
  // about half the time up to 350 rows, three quarters at 1,000, and half as much again at 5,000.
  private static final long APPENDER_VALUES = 6_000;
  private static final long APPENDER_BYTES = 1L << 20;

  private final TableState state;
  private final ColumnMapping mapping;
  private final boolean sameColumns;
  private final long incarnation;

  /**
   * @param sameColumns whether the table has just the stream's columns, in its order and types
   */
  AppendPlan(TableState state, ColumnMapping mapping, boolean sameColumns, long incarnation) {
    this.state = state;
    this.mapping = mapping;
    this.sameColumns = sameColumns;
    this.incarnation = incarnation;
  }

  @Override
  public void begin(EngineConnection connection) {}

  @Override
  public void insert(EngineConnection connection, ArrowChunk chunk) {
    boolean appended = isForAppender(chunk) && append(connection, chunk);
    if (!appended) {
      connection.consume(chunk, rows -> mapping.insert(TableNames.sql(state.id()), rows));
    }
  }

  private boolean isForAppender(ArrowChunk chunk) {
    return sameColumns
        && chunk.rows() * mapping.stream().size() <= APPENDER_VALUES
        && chunk.bytes() <= APPENDER_BYTES;
  }

  private boolean append(EngineConnection connection, ArrowChunk chunk) {
    return connection.append(chunk, DuckDbStorage.NAME, state.id().schema(), state.id().name());
  }

  @Override
  public void complete(EngineConnection connection) {
    if (isOutdated()) {
      throw state.changedMeanwhile();
    }
  }

  @Override
  public boolean isOutdated() {
    return state.incarnation() != incarnation;
  }

  @Override
  public long totalRows(long streamRows) {
    return state.totalRows() + streamRows;
  }

  @Override
  public void committed() {}
}
