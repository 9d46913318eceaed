package dev.vane.gateway.apply;

import dev.vane.gateway.catalog.Backends;
import dev.vane.gateway.producer.ProducerState;
import dev.vane.gateway.producer.ProducerStates;
import dev.vane.log.LogEntry;
import dev.vane.log.RecoveredEntries;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorts what an earlier process left in the log: what a table's ledger says it has is released, the
 * rest waits for its table again. The rows stay in the log until their turn, so a long log takes
 * little memory and the gateway serves while it is applied.
 */
final class Recovered implements RecoveredEntries {
  private static final Logger LOG = LoggerFactory.getLogger(Recovered.class);

  private record Waiting(TableApplier applier, PendingBatch batch) {}

  private final Backends backends;
  private final ApplyContext context;
  private final ProducerStates producers;
  private final BiFunction<Storage, TableId, TableApplier> appliers;
  private final Map<TableId, Long> positions = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();

  Recovered(
      Backends backends,
      ApplyContext context,
      ProducerStates producers,
      BiFunction<Storage, TableId, TableApplier> appliers) {
    this.backends = backends;
    this.context = context;
    this.producers = producers;
    this.appliers = appliers;
  }

  @Override
  public void log(String id) {
    context.logId(id);
  }

  @Override
  public void entry(LogEntry entry, ByteBuffer payload) {
    EntryHead head = EntryHead.decode(payload);
    Storage storage = backends.require(head.table().backend());
    long reached =
        positions.computeIfAbsent(
            head.table().key(),
            any -> storage.ledger(head.table()).position(context.logId()).orElse(0));
    if (entry.position() <= reached) {
      entry.release();
      return;
    }
    Optional<ProducerState> producer =
        head.key().map(key -> producers.take(storage, head.table(), key));
    producer.ifPresent(
        state -> state.recovered(head.epoch(), head.offset(), head.records(), head.digest()));
    waiting.add(
        new Waiting(
            appliers.apply(storage, head.table()),
            new PendingBatch(
                head,
                Optional.of(entry),
                producer,
                null,
                new PendingBatch.Outcome() {
                  @Override
                  public void applied(long version) {
                    producer.ifPresent(producers::giveBack);
                  }

                  @Override
                  public void refused(VaneException failure) {
                    throw new IllegalStateException("What is in the log is not refused", failure);
                  }
                })));
  }

  /** The log is open: what it held can be read and applied. */
  void done() {
    if (!waiting.isEmpty()) {
      LOG.info("{} acknowledged batches of the last run are put into their tables", waiting.size());
    }
    waiting.forEach(each -> each.applier().add(each.batch(), false, true));
    waiting.clear();
  }
}
