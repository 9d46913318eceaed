package dev.vane.gateway.pair;

import dev.vane.spi.AsOf;
import dev.vane.spi.BatchCheck;
import dev.vane.spi.Capability;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.TableWriter;
import dev.vane.spi.UnreadableTable;
import dev.vane.spi.VaneException;
import dev.vane.spi.VersionRange;
import dev.vane.spi.WriteOptions;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A backend whose tables are two, of one name, in two backends.
 *
 * <p>Two commits can't be one, so their order and a journal make up for it. The rows of a stream
 * are also written to the journal; before the first commit the journal is synced. The leader
 * commits first, because others may write to its tables and have it refused; then the follower.
 * Both commits carry the same position of the pair's own log, so it can always be asked which of
 * them happened. A crash before the leader's commit leaves nothing; one after it leaves the
 * journal, from which the follower gets its rows when the gateway starts, or before anything else
 * goes into the pair. What both hold is what the follower holds, so the follower's ledger speaks
 * for the pair.
 *
 * <p>The pair's tables are those of its halves, and are listed and read there.
 */
public final class PairedStorage implements Storage {
  /** What {@code storage_backend} calls it. */
  public static final String NAME = "both";

  private final Storage leader;
  private final Storage follower;
  private final PairJournal journal;
  private final PairRepair repair;

  private PairedStorage(
      Storage leader, Storage follower, PairJournal journal, BufferAllocator allocator) {
    this.leader = leader;
    this.follower = follower;
    this.journal = journal;
    this.repair = new PairRepair(leader, follower, journal, allocator);
  }

  /**
   * The pair of all open backends, after repairing what a crash left between its halves.
   *
   * @param directory where the journal is kept
   * @return empty unless there are two backends that record commits, one of them with versions
   */
  public static Optional<PairedStorage> of(
      List<Storage> storages, Path directory, BufferAllocator allocator) {
    List<Storage> recording =
        storages.stream()
            .filter(storage -> storage.capabilities().contains(Capability.LEDGER))
            .toList();
    Optional<Storage> leader =
        recording.stream()
            .filter(storage -> storage.capabilities().contains(Capability.TIME_TRAVEL))
            .findFirst();
    if (recording.size() != 2 || leader.isEmpty()) {
      return Optional.empty();
    }
    Storage follower =
        recording.stream().filter(storage -> storage != leader.get()).findFirst().orElseThrow();
    PairedStorage pair =
        new PairedStorage(leader.get(), follower, PairJournal.open(directory), allocator);
    pair.repair.all();
    return Optional.of(pair);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** What both can, and the layout of rows, which only concerns the leader. */
  @Override
  public Set<Capability> capabilities() {
    EnumSet<Capability> common = EnumSet.copyOf(leader.capabilities());
    common.retainAll(follower.capabilities());
    // Rows are changed in each half by itself: there is no journal for it.
    common.removeAll(EnumSet.of(Capability.DELETE, Capability.UPDATE));
    if (leader.capabilities().contains(Capability.PARTITIONING)) {
      common.add(Capability.PARTITIONING);
    }
    return common;
  }

  @Override
  public List<TableId> tables() {
    return List.of();
  }

  @Override
  public List<UnreadableTable> unreadableTables() {
    return List.of();
  }

  @Override
  public Optional<TableId> find(TableId table) {
    return leader
        .find(Halves.in(leader, table))
        .filter(found -> follower.find(Halves.in(follower, table)).isPresent())
        .map(found -> new TableId(NAME, found.schema(), found.name()));
  }

  /** The leader's, under the pair's name. */
  @Override
  public Optional<TableSnapshot> snapshot(TableId table, AsOf asOf, ReadSession session) {
    return leader.snapshot(Halves.in(leader, table), asOf, session);
  }

  /** The leader's, too. */
  @Override
  public Optional<TableSnapshot> changes(
      TableId table, VersionRange versions, ReadSession session) {
    return leader.changes(Halves.in(leader, table), versions, session);
  }

  @Override
  public TableWriter openWriter(TableId table, Schema schema, WriteOptions options) {
    TableWriter first =
        leader.openWriter(Halves.in(leader, table), schema, Halves.options(leader, options));
    TableWriter second = null;
    try {
      second =
          follower.openWriter(
              Halves.in(follower, table), schema, Halves.options(follower, options));
      return new PairedWriter(table, first, second, journal.begin(table, schema, options), repair);
    } catch (RuntimeException e) {
      first.close();
      if (second != null) {
        second.close();
      }
      throw e;
    }
  }

  @Override
  public BatchCheck openCheck(TableId table, Schema schema, WriteOptions options) {
    throw batchAcks(table);
  }

  /**
   * Refuses to acknowledge batches one by one where the storage is a pair.
   *
   * @throws VaneException {@link ErrorCode#OPTION_UNSUPPORTED} then
   */
  public static void refuseBatchAcks(Storage storage, TableId table) {
    if (storage instanceof PairedStorage) {
      throw batchAcks(table);
    }
  }

  private static VaneException batchAcks(TableId table) {
    return new VaneException(
        ErrorCode.OPTION_UNSUPPORTED,
        "Batches can't be acknowledged one by one into both backends for %s; use ack 'end', or one storage_backend."
            .formatted(Names.quoted(table.name())));
  }

  @Override
  public TableLedger ledger(TableId table) {
    return follower.ledger(Halves.in(follower, table));
  }

  @Override
  public List<TableId> tablesOf(ProducerKey key) {
    return List.of();
  }

  /** The halves are closed by who opened them. */
  @Override
  public void close() {}
}
