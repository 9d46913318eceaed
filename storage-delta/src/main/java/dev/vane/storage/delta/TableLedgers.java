package dev.vane.storage.delta;

import dev.vane.spi.ProducerKey;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.ledger.DeltaTableLedger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ledgers of the tables under one root. */
record TableLedgers(TableCatalog catalog, long replayWindow) {
  TableLedger of(TableId table) {
    return new DeltaTableLedger(() -> catalog.find(table).map(TableFolder::log), replayWindow);
  }

  /** The tables that have a key, the one that was last committed to first. */
  List<TableId> tablesOf(ProducerKey key) {
    Map<TableId, Instant> last = new HashMap<>();
    for (TableFolder folder : catalog.list().tables().values()) {
      lastCommit(folder, key).ifPresent(time -> last.put(folder.id(), time));
    }
    return last.entrySet().stream()
        .sorted(Map.Entry.<TableId, Instant>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  private Optional<Instant> lastCommit(TableFolder folder, ProducerKey key) {
    try {
      return new DeltaTableLedger(() -> Optional.of(folder.log()), replayWindow).lastCommit(key);
    } catch (VaneException e) {
      // A table that can't be read takes no rows either.
      return Optional.empty();
    }
  }
}
