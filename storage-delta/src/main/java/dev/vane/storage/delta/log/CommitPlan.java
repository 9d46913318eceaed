package dev.vane.storage.delta.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version to be made.
 *
 * @param base the version that the writer saw; empty to create the table
 * @param adds files that become active
 * @param removeAll whether every file that was active in {@code base} is removed; such a commit
 *     fails if any other commit came in between
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
    boolean removeAll,
    Optional<TableMetadata> metadata,
    List<String> writerFeatures,
    List<TransactionId> transactions,
    String operation,
    Map<String, String> parameters,
    Map<String, String> metrics) {
  /**
   * An application's identifier of a commit.
   *
   * @param application whose commits are numbered
   * @param version the number; it only grows
   */
  public record TransactionId(String application, long version) {}

  public CommitPlan {
    adds = List.copyOf(adds);
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
    return !removeAll && metadata.isEmpty();
  }
}
