package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.storage.delta.hot.HotBooks;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A ledger of both tiers. The hot one is asked first, so that what moves meanwhile is found in one
 * of them at least; the newer of two answers counts.
 *
 * @param version the table's, that hot rows come on top of
 */
record TieredLedger(
    DuckDbEngine engine, TableId table, TableLedger cold, LongSupplier version, long replayWindow)
    implements TableLedger {
  @Override
  public Optional<RecordedCommit> newest(ProducerKey key) {
    Optional<RecordedCommit> hot;
    try (EngineConnection connection = engine.connect()) {
      hot = HotBooks.newest(connection, table, key).map(this::commit);
    }
    Optional<RecordedCommit> moved = cold.newest(key);
    if (hot.isEmpty() || moved.isEmpty()) {
      return hot.or(() -> moved);
    }
    long ahead = hot.get().entry().lastOffset() - moved.get().entry().lastOffset();
    boolean isNewer =
        ahead > 0 || (ahead == 0 && hot.get().entry().epoch() > moved.get().entry().epoch());
    return isNewer ? hot : moved;
  }

  @Override
  public Optional<RecordedCommit> covering(ProducerKey key, long offset) {
    Optional<RecordedCommit> newest = newest(key);
    if (newest.isEmpty()
        || offset > newest.get().entry().lastOffset()
        || offset <= newest.get().entry().lastOffset() - replayWindow) {
      return Optional.empty();
    }
    try (EngineConnection connection = engine.connect()) {
      Optional<RecordedCommit> hot =
          HotBooks.covering(connection, table, key, offset).map(this::commit);
      if (hot.isPresent()) {
        return hot;
      }
    }
    return cold.covering(key, offset);
  }

  @Override
  public OptionalLong position(String log) {
    OptionalLong hot;
    try (EngineConnection connection = engine.connect()) {
      hot = HotBooks.position(connection, table, log);
    }
    OptionalLong moved = cold.position(log);
    return hot.isEmpty() || (moved.isPresent() && moved.getAsLong() > hot.getAsLong())
        ? moved
        : hot;
  }

  private RecordedCommit commit(HotBooks.Recorded recorded) {
    return new RecordedCommit(recorded.entry(), version.getAsLong(), recorded.committedAt());
  }
}
