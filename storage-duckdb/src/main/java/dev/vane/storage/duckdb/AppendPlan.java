package dev.vane.storage.duckdb;

import dev.vane.duckdb.EngineConnection;

/** Rows straight into the table. Streams that do so at the same time all commit. */
final class AppendPlan implements WritePlan {
  private final TableState state;
  private final ColumnMapping mapping;
  private final long incarnation;

  AppendPlan(TableState state, ColumnMapping mapping, long incarnation) {
    this.state = state;
    this.mapping = mapping;
    this.incarnation = incarnation;
  }

  @Override
  public void begin(EngineConnection connection) {}

  @Override
  public String insert(String chunk) {
    return mapping.insert(TableNames.sql(state.id()), chunk);
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
