package dev.vane.gateway.producer;

import dev.vane.spi.ProducerKey;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
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
  public synchronized ProducerState take(Storage storage, TableId table, ProducerKey key) {
    Id id = new Id(table.key(), key);
    ProducerState state = states.get(id);
    if (state == null) {
      state = new ProducerState(table, key, storage.ledger(table), replayWindow);
      states.put(id, state);
    }
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
