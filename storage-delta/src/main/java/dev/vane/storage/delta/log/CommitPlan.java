package dev.vane.storage.delta.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One version to be made.
 *
 * @param base the version that the writer saw; empty to create the table
 * @param adds files that become active, with rows that are new
 * @param reads what of {@code base} the commit depends on; files that it removes always belong to
 *     that
 * @param removal what becomes of files that were active in {@code base}
 * @param rewritten files that hold the rows of removed files again
 * @param restored files of another version that become active again
 * @param marked files of the removal that stay active with other deletion vectors
 * @param changes files that hold the changed rows for followers of the table, where it keeps such
 * @param metadata the table's new metadata, if it changes; always there to create a table
 * @param writerFeatures features that the protocol must have, by name
 * @param transactions identifiers by which a commit is known again; it depends on each
 *     application's last one being that of {@code base}
 * @param operation for the history, such as {@code WRITE}
 * @param parameters of the operation, for the history
 * @param metrics of the operation, for the history
 * @param userMetadata a text of the writer's own, for the history
 */
public record CommitPlan(
    Optional<LogSnapshot> base,
    ReadSet reads,
    List<NewFile> adds,
    Removal removal,
    List<NewFile> rewritten,
    Optional<Restoration> restored,
    List<DataFile> marked,
    List<NewFile> changes,
    Optional<TableMetadata> metadata,
    List<String> writerFeatures,
    List<TransactionId> transactions,
    String operation,
    Map<String, String> parameters,
    Map<String, String> metrics,
    Optional<String> userMetadata) {
  /**
   * What becomes of files that were active.
   *
   * @param files files of the base, by {@link DataFile#key()}
   */
  public record Removal(Kind kind, List<DataFile> files) {
    /** All files stay. */
    public static final Removal NONE = new Removal(Kind.NONE, List.of());

    /** Why files are removed. */
    public enum Kind {
      /** None are. */
      NONE,
      /** Their rows go with them, or come back changed. */
      REPLACED,
      /** Their rows are in rewritten files. */
      REWRITTEN
    }

    public Removal {
      files = List.copyOf(files);
    }

    public static Removal replaced(List<DataFile> files) {
      return new Removal(Kind.REPLACED, files);
    }

    public static Removal rewritten(List<DataFile> files) {
      return new Removal(Kind.REWRITTEN, files);
    }
  }

  /**
   * Files that become active again as they were.
   *
   * @param version a version in which they are active
   */
  public record Restoration(LogSnapshot version, List<DataFile> files) {
    public Restoration {
      files = List.copyOf(files);
    }
  }

  /**
   * An application's identifier of a commit.
   *
   * @param application whose commits are numbered
   * @param version the number; empty for the version of the table that the commit makes
   */
  public record TransactionId(String application, OptionalLong version) {
    public TransactionId(String application, long version) {
      this(application, OptionalLong.of(version));
    }

    /** An identifier whose number is the version of the table that the commit makes. */
    public static TransactionId ofTable(String application) {
      return new TransactionId(application, OptionalLong.empty());
    }
  }

  public CommitPlan {
    adds = List.copyOf(adds);
    rewritten = List.copyOf(rewritten);
    marked = List.copyOf(marked);
    changes = List.copyOf(changes);
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
    return reads.isNothing()
        && removal.kind() == Removal.Kind.NONE
        && restored.isEmpty()
        && metadata.isEmpty();
  }

  /** The same commit on top of another version, where {@link ConflictRules} allow that. */
  CommitPlan onto(LogSnapshot newBase) {
    return new CommitPlan(
        Optional.of(newBase),
        reads,
        adds,
        removal,
        rewritten,
        restored,
        marked,
        changes,
        metadata,
        writerFeatures,
        transactions,
        operation,
        parameters,
        metrics,
        userMetadata);
  }

  /** The version that the commit makes. */
  public long version() {
    return base.map(LogSnapshot::version).orElse(-1L) + 1;
  }

  /** A plan over a version, or of a new table, that changes nothing yet. */
  public static Builder on(Optional<LogSnapshot> base, String operation) {
    return new Builder(base, operation);
  }

  /** Gathers the parts of a plan. Used by one thread. */
  public static final class Builder {
    private final Optional<LogSnapshot> base;
    private final String operation;
    private ReadSet reads = ReadSet.NOTHING;
    private List<NewFile> adds = List.of();
    private Removal removal = Removal.NONE;
    private List<NewFile> rewritten = List.of();
    private Optional<Restoration> restored = Optional.empty();
    private List<DataFile> marked = List.of();
    private List<NewFile> changes = List.of();
    private Optional<TableMetadata> metadata = Optional.empty();
    private List<String> writerFeatures = List.of();
    private List<TransactionId> transactions = List.of();
    private Map<String, String> parameters = Map.of();
    private Map<String, String> metrics = Map.of();
    private Optional<String> userMetadata = Optional.empty();

    private Builder(Optional<LogSnapshot> base, String operation) {
      this.base = base;
      this.operation = operation;
    }

    /** Nothing unless said. */
    public Builder reads(ReadSet value) {
      reads = value;
      return this;
    }

    public Builder adds(List<NewFile> value) {
      adds = value;
      return this;
    }

    public Builder removal(Removal value) {
      removal = value;
      return this;
    }

    public Builder rewritten(List<NewFile> value) {
      rewritten = value;
      return this;
    }

    public Builder restored(Restoration value) {
      restored = Optional.of(value);
      return this;
    }

    public Builder marked(List<DataFile> value) {
      marked = value;
      return this;
    }

    public Builder changes(List<NewFile> value) {
      changes = value;
      return this;
    }

    public Builder metadata(Optional<TableMetadata> value) {
      metadata = value;
      return this;
    }

    public Builder writerFeatures(List<String> value) {
      writerFeatures = value;
      return this;
    }

    public Builder transactions(List<TransactionId> value) {
      transactions = value;
      return this;
    }

    /** Values are JSON texts, as the history has them. */
    public Builder parameters(Map<String, String> value) {
      parameters = value;
      return this;
    }

    public Builder metrics(Map<String, String> value) {
      metrics = value;
      return this;
    }

    public Builder userMetadata(Optional<String> value) {
      userMetadata = value;
      return this;
    }

    public CommitPlan build() {
      return new CommitPlan(
          base,
          reads,
          adds,
          removal,
          rewritten,
          restored,
          marked,
          changes,
          metadata,
          writerFeatures,
          transactions,
          operation,
          parameters,
          metrics,
          userMetadata);
    }
  }
}
