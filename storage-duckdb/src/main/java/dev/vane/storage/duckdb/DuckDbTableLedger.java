package dev.vane.storage.duckdb;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import java.util.Optional;
import java.util.OptionalLong;

/** The books of one table, read from the file. */
record DuckDbTableLedger(DuckDbEngine engine, TableId table) implements TableLedger {
  @Override
  public Optional<RecordedCommit> newest(ProducerKey key) {
    try (EngineConnection connection = engine.connect()) {
      return ProducerTable.newest(connection, table, key);
    }
  }

  @Override
  public Optional<RecordedCommit> covering(ProducerKey key, long offset) {
    try (EngineConnection connection = engine.connect()) {
      return ProducerTable.covering(connection, table, key, offset);
    }
  }

  @Override
  public OptionalLong position(String log) {
    try (EngineConnection connection = engine.connect()) {
      Long position = ProducerTable.positions(connection, table).get(log);
      return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }
  }
}
