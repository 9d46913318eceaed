package dev.vane.gateway.ingest;

import dev.vane.gateway.catalog.Backends;
import dev.vane.gateway.producer.ProducerState;
import dev.vane.gateway.producer.ProducerStates;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a producer is durable.
 *
 * @param offset of its last durable batch; −1 for none
 * @param records its durable rows
 * @param version of the table by the producer's newest commit there
 */
public record ProducerStatus(
    long epoch, long offset, long records, Optional<TableId> table, OptionalLong version) {
  private static final ProducerStatus UNKNOWN =
      new ProducerStatus(0, -1, 0, Optional.empty(), OptionalLong.empty());

  /** What is going on counts, else what the tables' ledgers have; of several tables the newest. */
  static ProducerStatus of(ProducerKey key, ProducerStates producers, Backends backends) {
    Optional<ProducerStatus> running =
        producers.find(key).stream()
            .filter(ProducerState::isKnown)
            .max(Comparator.comparingLong(ProducerState::durableOffset))
            .map(state -> ofState(state, backends));
    return running.orElseGet(() -> ofLedgers(key, backends));
  }

  private static ProducerStatus ofState(ProducerState state, Backends backends) {
    OptionalLong version =
        backends
            .require(state.table().backend())
            .ledger(state.table())
            .newest(state.key())
            .map(commit -> OptionalLong.of(commit.version()))
            .orElse(OptionalLong.empty());
    return new ProducerStatus(
        state.epoch(),
        state.durableOffset(),
        state.durableRecords(),
        Optional.of(state.table()),
        version);
  }

  private static ProducerStatus ofLedgers(ProducerKey key, Backends backends) {
    record Found(TableId table, RecordedCommit commit) {}
    List<Found> found =
        backends.all().stream()
            .flatMap(storage -> tables(storage, key).stream())
            .flatMap(
                table ->
                    backends.require(table.backend()).ledger(table).newest(key).stream()
                        .map(commit -> new Found(table, commit)))
            .toList();
    return found.stream()
        .max(Comparator.comparing(one -> one.commit().committedAt()))
        .map(
            one ->
                new ProducerStatus(
                    one.commit().entry().epoch(),
                    one.commit().entry().lastOffset(),
                    one.commit().entry().records(),
                    Optional.of(one.table()),
                    OptionalLong.of(one.commit().version())))
        .orElse(UNKNOWN);
  }

  private static List<TableId> tables(Storage storage, ProducerKey key) {
    return storage.tablesOf(key);
  }
}
