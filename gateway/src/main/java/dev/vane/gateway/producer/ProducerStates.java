package dev.vane.gateway.producer;

import dev.vane.spi.ProducerKey;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The producers that something is going on with: a call is open, or batches wait for their table.
 * Of all others the tables' ledgers know enough. Safe for many threads.
 */
public final class ProducerStates {
  private record Id(TableId table, ProducerKey key) {}

  private final Map<Id, ProducerState> states = new HashMap<>();
  private final long replayWindow;

  /**
   * @param replayWindow how many of its last batches a producer may send again
   */
  public ProducerStates(long replayWindow) {
    this.replayWindow = replayWindow;
  }

  /** The state of a producer, kept until each taker has given it back. */
  public ProducerState take(Storage storage, TableId table, ProducerKey key) {
    return take(storage.ledger(table), table, key);
  }

  /** Reading a ledger can take long, and concerns the producer alone. */
  ProducerState take(TableLedger ledger, TableId table, ProducerKey key) {
    ProducerState state = reference(ledger, table, key);
    boolean opened = false;
    try {
      state.open();
      opened = true;
      return state;
    } finally {
      if (!opened) {
        giveBack(state);
      }
    }
  }

  private synchronized ProducerState reference(TableLedger ledger, TableId table, ProducerKey key) {
    ProducerState state =
        states.computeIfAbsent(
            new Id(table.key(), key), id -> new ProducerState(table, key, ledger, replayWindow));
    state.references++;
    return state;
  }

  /** Takes once more what the caller has. */
  public synchronized void takeAgain(ProducerState state) {
    state.references++;
  }

  public synchronized void giveBack(ProducerState state) {
    state.references--;
    if (state.references == 0) {
      states.remove(new Id(state.table().key(), state.key()));
    }
  }

  /** What is going on with a producer, in any table. */
  public synchronized List<ProducerState> find(ProducerKey key) {
    return states.values().stream().filter(state -> state.key().equals(key)).toList();
  }

  /** Producers that something is going on with. */
  public synchronized int count() {
    return states.size();
  }
}
