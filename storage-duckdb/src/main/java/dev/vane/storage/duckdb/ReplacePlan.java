package dev.vane.storage.duckdb;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.types.ColumnDefinition;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import java.util.List;

/**
 * Rows into a side table that takes the table's place at the commit: how a table is overwritten,
 * and how one is created that must not be there. Readers keep what they had. Streams that were
 * adding to the table that is replaced are refused at their commit.
 */
final class ReplacePlan implements WritePlan {
  private final TableState state;
  private final List<ColumnDefinition> columns;
  private final ColumnMapping mapping;
  private final SideTable side;
  private final boolean mustBeNew;

  ReplacePlan(TableState state, List<ColumnDefinition> columns, boolean mustBeNew) {
    this.state = state;
    this.columns = columns;
    this.mustBeNew = mustBeNew;
    mapping = ColumnMapping.of(columns, columns);
    side = new SideTable(state.id(), columns);
  }

  static void requireNew(TableState state) {
    if (state.isVisible()) {
      throw new VaneException(
          ErrorCode.TABLE_EXISTS,
          "The table %s exists; append to it, overwrite it, or choose another name."
              .formatted(Names.quoted(state.id().name())));
    }
  }

  @Override
  public void begin(EngineConnection connection) {
    side.create(connection);
  }

  @Override
  public void insert(EngineConnection connection, ArrowChunk chunk) {
    connection.consume(chunk, rows -> mapping.insert(side.sql(), rows));
  }

  @Override
  public void complete(EngineConnection connection) {
    if (mustBeNew) {
      requireNew(state);
    }
    if (state.isStored()) {
      connection.execute("DROP TABLE IF EXISTS " + TableNames.sql(state.id()));
    }
    side.rename(connection);
  }

  @Override
  public boolean isOutdated() {
    return false;
  }

  @Override
  public long totalRows(long streamRows) {
    return streamRows;
  }

  @Override
  public void committed() {
    state.replaced(columns);
  }
}
