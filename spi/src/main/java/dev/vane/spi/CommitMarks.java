package dev.vane.spi;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a commit records in the table's ledger, in the same transaction as the rows.
 *
 * @param entries of the producers whose rows are committed, at most one for each
 * @param position how far the commit brings the table in a gateway's log
 */
public record CommitMarks(List<LedgerEntry> entries, Optional<LogPosition> position) {
  /** A commit of rows alone. */
  public static final CommitMarks NONE = new CommitMarks(List.of(), Optional.empty());

  public CommitMarks {
    entries = List.copyOf(entries);
    Set<ProducerKey> keys = new HashSet<>();
    for (LedgerEntry entry : entries) {
      if (!keys.add(entry.key())) {
        throw new IllegalArgumentException("Two entries of " + entry.key());
      }
    }
  }

  /** Marks of one producer, whose rows did not pass through a log. */
  public static CommitMarks of(LedgerEntry entry) {
    return new CommitMarks(List.of(entry), Optional.empty());
  }

  public boolean isEmpty() {
    return entries.isEmpty() && position.isEmpty();
  }
}
