package dev.vane.storage.duckdb;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.file.FileRecovery;
import dev.vane.spi.TableId;

/** Tries the file by its list of pending tables. */
record LedgerTrial(TableRegistry registry) implements FileRecovery.Trial {
  /** Stands in the list for a moment; there never is a table of this name. */
  private static final TableId TRIAL = new TableId(DuckDbStorage.NAME, Ledger.SCHEMA, "trial");

  @Override
  public void read(EngineConnection connection) {
    Ledger.pending(connection);
  }

  @Override
  public void write(EngineConnection connection) {
    Ledger.addPending(connection, TRIAL);
    Ledger.removePending(connection, TRIAL);
  }

  @Override
  public void openedAgain() {
    registry.refresh();
  }
}
