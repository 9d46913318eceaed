package dev.vane.storage.delta.ledger;

import dev.vane.spi.CommitMarks;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.LogPosition;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.CommitPlan.TransactionId;
import dev.vane.storage.delta.log.LastTransaction;
import dev.vane.storage.delta.log.LogSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a commit writes into the log for its marks.
 *
 * @param transactions on which the commit depends too, so that of two writers of one producer only
 *     one succeeds
 * @param userMetadata empty where there is nothing to say
 */
public record CommitRecord(List<TransactionId> transactions, Optional<String> userMetadata) {
  /**
   * The record over a version of the table.
   *
   * @param base empty where the table is to be made
   * @throws VaneException {@link ErrorCode#LEDGER_MOVED} when the marks don't follow that version
   */
  public static CommitRecord of(CommitMarks marks, Optional<LogSnapshot> base) {
    if (marks.isEmpty()) {
      return new CommitRecord(List.of(), Optional.empty());
    }
    Map<String, LastTransaction> before = base.map(LogSnapshot::transactions).orElse(Map.of());
    List<TransactionId> transactions = new ArrayList<>();
    List<LedgerNotes.Note> notes = new ArrayList<>();
    for (LedgerEntry entry : marks.entries()) {
      ProducerIdentifiers identifiers = ProducerIdentifiers.of(entry.key());
      entry.requireFollows(identifiers.newest(before));
      transactions.addAll(identifiers.of(entry));
      notes.add(new LedgerNotes.Note(entry, identifiers.version(before)));
    }
    marks.position().map(position -> identifier(position, before)).ifPresent(transactions::add);
    return new CommitRecord(
        List.copyOf(transactions),
        notes.isEmpty() ? Optional.empty() : Optional.of(LedgerNotes.write(notes)));
  }

  private static TransactionId identifier(
      LogPosition position, Map<String, LastTransaction> before) {
    String application = ProducerIdentifiers.ofLog(position.log());
    LastTransaction last = before.get(application);
    if (last != null && last.version() >= position.position()) {
      throw new VaneException(
          ErrorCode.LEDGER_MOVED,
          "The table holds the log %s up to %d already, and the commit goes to %d; its rows are"
                  .formatted(Names.quoted(position.log()), last.version(), position.position())
              + " there.");
    }
    return new TransactionId(application, position.position());
  }
}
