package dev.vane.storage.delta.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version to be made.
 *
 * @param base the version that the writer saw; empty to create the table
 * @param adds files that become active
 * @param removal what becomes of the files that were active in {@code base}; a commit that removes
 *     them fails if any other commit came in between
 * @param rewritten files that hold the rows of removed files again
 * @param metadata the table's new metadata, if it changes; always there to create a table
 * @param writerFeatures features that the protocol must have, by name
 * @param transactions identifiers by which a commit is known again
 * @param operation for the history, such as {@code WRITE}
 * @param parameters of the operation, for the history
 * @param metrics of the operation, for the history
 */
public record CommitPlan(
    Optional<LogSnapshot> base,
    List<NewFile> adds,
    Removal removal,
    List<NewFile> rewritten,
    Optional<TableMetadata> metadata,
    List<String> writerFeatures,
    List<TransactionId> transactions,
    String operation,
    Map<String, String> parameters,
    Map<String, String> metrics) {
  /** What becomes of the files that were active. */
  public enum Removal {
    /** They stay. */
    NONE,
    /** They are removed, and their rows with them. */
    REPLACED,
    /** They are removed because their rows are in rewritten files. */
    REWRITTEN
  }

  /**
   * An application's identifier of a commit.
   *
   * @param application whose commits are numbered
   * @param version the number; it only grows
   */
  public record TransactionId(String application, long version) {}

  public CommitPlan {
    adds = List.copyOf(adds);
    rewritten = List.copyOf(rewritten);
    writerFeatures = List.copyOf(writerFeatures);
    transactions = List.copyOf(transactions);
    parameters = Map.copyOf(parameters);
    metrics = Map.copyOf(metrics);
    if (base.isEmpty() && metadata.isEmpty()) {
      throw new IllegalArgumentException("a new table needs metadata");
    }
  }

  /** Whether the commit depends on nothing that the table holds. */
  public boolean blindAppend() {
    return removal == Removal.NONE && metadata.isEmpty();
  }
}
