package dev.vane.storage.duckdb;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.types.ColumnDefinition;
import java.util.List;

/**
 * Rows that need the table changed first. A changed table makes every stream that is adding to it
 * fail, so the change has to be short: the rows wait in a side table, and the table is changed and
 * filled at the commit. They are written twice, which happens only to the stream that brings a new
 * column or a wider type.
 */
final class MergePlan implements WritePlan {
  private final TableState state;
  private final List<ColumnChange> changes;
  private final List<ColumnDefinition> changed;
  private final ColumnMapping ownMapping;
  private final ColumnMapping mapping;
  private final SideTable side;
  private final long incarnation;

  MergePlan(
      TableState state,
      List<ColumnDefinition> stream,
      List<ColumnDefinition> table,
      List<ColumnChange> changes,
      long incarnation) {
    this.state = state;
    this.changes = changes;
    this.incarnation = incarnation;
    changed = ColumnChange.applyAll(changes, table);
    ownMapping = ColumnMapping.of(stream, stream);
    mapping = ColumnMapping.of(stream, changed);
    side = new SideTable(state.id(), stream);
  }

  @Override
  public void begin(EngineConnection connection) {
    side.create(connection);
  }

  @Override
  public void insert(EngineConnection connection, ArrowChunk chunk) {
    connection.consume(chunk, rows -> ownMapping.insert(side.sql(), rows));
  }

  @Override
  public void complete(EngineConnection connection) {
    if (isOutdated()) {
      throw state.changedMeanwhile();
    }
    String table = TableNames.sql(state.id());
    changes.forEach(change -> connection.execute(change.sql(table)));
    connection.execute(mapping.insertFromTable(table, side.sql()));
    side.drop(connection);
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
  public void committed() {
    state.replaced(changed);
  }
}
