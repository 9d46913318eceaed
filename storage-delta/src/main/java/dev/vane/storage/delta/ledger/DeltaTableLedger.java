package dev.vane.storage.delta.ledger;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.RecordedCommit;
import dev.vane.spi.TableLedger;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.CommitEntries;
import dev.vane.storage.delta.log.DeltaLog;
import dev.vane.storage.delta.log.LastTransaction;
import dev.vane.storage.delta.log.LogSnapshot;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Reads a table's log for what it knows of producers.
 *
 * <p>The newest entry is always known, by transaction identifiers. With its batches one by one, and
 * with the entries before it, it is known while the log has the commits: each names the version of
 * the one before it.
 *
 * @param log of the table; empty while it is missing
 * @param replayWindow how many of a producer's last batches are looked for
 */
public record DeltaTableLedger(Supplier<Optional<DeltaLog>> log, long replayWindow)
    implements TableLedger {
  @Override
  public Optional<RecordedCommit> newest(ProducerKey key) {
    Map<String, LastTransaction> transactions = transactions();
    ProducerIdentifiers identifiers = ProducerIdentifiers.of(key);
    Optional<LedgerEntry> last = identifiers.newest(transactions);
    if (last.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong version = identifiers.version(transactions);
    return noted(key, version)
        .filter(noted -> noted.commit.entry().lastOffset() == last.get().lastOffset())
        .map(Noted::commit)
        .or(
            () ->
                Optional.of(
                    new RecordedCommit(
                        last.get(), version.orElse(0), identifiers.updated(transactions))));
  }

  @Override
  public Optional<RecordedCommit> covering(ProducerKey key, long offset) {
    Optional<RecordedCommit> newest = newest(key);
    if (newest.isEmpty()
        || offset > newest.get().entry().lastOffset()
        || offset <= newest.get().entry().lastOffset() - replayWindow) {
      return Optional.empty();
    }
    if (newest.get().entry().covers(offset)) {
      return newest;
    }
    OptionalLong version = OptionalLong.of(newest.get().version());
    while (version.isPresent()) {
      Optional<Noted> noted = noted(key, version);
      if (noted.isEmpty() || noted.get().commit.entry().lastOffset() < offset) {
        return Optional.empty();
      }
      if (noted.get().commit.entry().covers(offset)) {
        return noted.map(Noted::commit);
      }
      version = noted.get().previous;
    }
    return Optional.empty();
  }

  @Override
  public OptionalLong position(String gatewayLog) {
    return position(transactions(), gatewayLog);
  }

  /** The last position of a log that a version of the table holds. */
  public static OptionalLong position(LogSnapshot snapshot, String gatewayLog) {
    return position(snapshot.transactions(), gatewayLog);
  }

  private static OptionalLong position(
      Map<String, LastTransaction> transactions, String gatewayLog) {
    LastTransaction last = transactions.get(ProducerIdentifiers.ofLog(gatewayLog));
    return last == null ? OptionalLong.empty() : OptionalLong.of(last.version());
  }

  /** When the table last took something of the key. */
  public Optional<Instant> lastCommit(ProducerKey key) {
    Map<String, LastTransaction> transactions = transactions();
    ProducerIdentifiers identifiers = ProducerIdentifiers.of(key);
    return identifiers.newest(transactions).map(entry -> identifiers.updated(transactions));
  }

  private Map<String, LastTransaction> transactions() {
    return log.get()
        .flatMap(found -> found.snapshot(AsOf.LATEST))
        .map(LogSnapshot::transactions)
        .orElse(Map.of());
  }

  private record Noted(RecordedCommit commit, OptionalLong previous) {}

  /** The entry that a commit noted, if the log still has the commit. */
  private Optional<Noted> noted(ProducerKey key, OptionalLong version) {
    Optional<DeltaLog> found = log.get();
    if (version.isEmpty() || found.isEmpty()) {
      return Optional.empty();
    }
    long number = version.getAsLong();
    try {
      return CommitEntries.read(found.get().files(), found.get().commitFile(number))
          .flatMap(
              commit ->
                  LedgerNotes.read(commit.commitInfo().path("userMetadata").asText(), key)
                      .map(note -> noted(note, number, commit.timestamp())));
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "Version %d of a Delta table's log can't be read; check the disk and the permissions."
              .formatted(number),
          e);
    }
  }

  private static Noted noted(LedgerNotes.Note note, long version, Instant committedAt) {
    return new Noted(new RecordedCommit(note.entry(), version, committedAt), note.previous());
  }
}
