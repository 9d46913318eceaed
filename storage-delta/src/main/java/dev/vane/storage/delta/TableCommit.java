package dev.vane.storage.delta;

import dev.vane.spi.AsOf;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.CrashPoint;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.storage.delta.ledger.CommitRecord;
import dev.vane.storage.delta.log.CommitConflictException;
import dev.vane.storage.delta.log.CommitOutcomeUnknownException;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.CommitPlan.Removal;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.log.ReadSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings the files of a stream into the log.
 *
 * <p>An append depends on nothing but the table's schema. When another writer changed that, or made
 * the table meanwhile, the stream is planned again over the table as it is now, and goes in if its
 * files are right there too. An overwrite depends on all that it replaces: rows that came or went
 * since it began are a conflict, so that no row is dropped unseen and none survives.
 */
final class TableCommit {
  private static final int MAX_ATTEMPTS = 20;

  private final TableCatalog catalog;
  private final TableFolder folder;
  private final WriteMode mode;
  private final Function<Optional<TableState>, WritePlan> replan;

  TableCommit(
      TableCatalog catalog,
      TableFolder folder,
      WriteOptions options,
      Function<Optional<TableState>, WritePlan> replan) {
    this.catalog = catalog;
    this.folder = folder;
    this.mode = options.mode();
    this.replan = replan;
  }

  WriteMode mode() {
    return mode;
  }

  /**
   * Commits.
   *
   * @param marks recorded with the rows
   * @param replaced the partitions that go, where an overwrite names them
   * @param rewrite writes the table's own rows again, where the plan widens their types
   * @param upsert removes the rows that the stream's take the place of, where that is the mode
   */
  CommitReceipt commit(
      WritePlan planned,
      List<NewFile> files,
      long rows,
      CommitMarks marks,
      Optional<ReplacedPartitions> replaced,
      Function<WritePlan, List<NewFile>> rewrite,
      Function<WritePlan, Upsert.Result> upsert)
      throws CommitOutcomeUnknownException {
    CrashPoint.reach("delta.rows");
    CommitConflictException conflict = null;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      WritePlan plan = current(planned, conflict);
      CommitRecord record = CommitRecord.of(marks, plan.base().map(TableState::snapshot));
      try {
        if (mode == WriteMode.UPSERT && plan.base().isPresent()) {
          return new CommitReceipt(
              folder.log().commit(upsertPlan(plan, files, rows, upsert.apply(plan), record)), rows);
        }
        if (replaced.isPresent()) {
          return new CommitReceipt(
              folder.log().commit(replacementPlan(plan, files, rows, replaced.get(), record)),
              rows);
        }
        List<NewFile> rewritten =
            mode != WriteMode.OVERWRITE && plan.widens() ? rewrite.apply(plan) : List.of();
        return new CommitReceipt(write(plan, logPlan(plan, files, rows, rewritten, record)), rows);
      } catch (CommitConflictException e) {
        if (mode == WriteMode.OVERWRITE) {
          CommitRecord.of(marks, folder.log().snapshot(AsOf.LATEST));
          throw conflict(String.valueOf(e.getMessage()), e);
        }
        conflict = e;
      }
    }
    throw conflict("other writers were faster each time", conflict);
  }

  /** Tables are made one at a time, so that no two names that differ by case alone are. */
  private long write(WritePlan plan, CommitPlan commit)
      throws CommitConflictException, CommitOutcomeUnknownException {
    if (plan.base().isPresent()) {
      return folder.log().commit(commit);
    }
    synchronized (catalog) {
      if (catalog
          .find(folder.id())
          .filter(other -> !other.path().equals(folder.path()))
          .isPresent()) {
        throw conflict("a table whose name differs only by case was made meanwhile", null);
      }
      return folder.log().commit(commit);
    }
  }

  /** The plan over the table as it is now. */
  private WritePlan current(WritePlan planned, @Nullable CommitConflictException conflict) {
    Optional<TableState> now = folder.state(AsOf.LATEST);
    if (now.isPresent() && mode == WriteMode.CREATE) {
      throw new VaneException(
          ErrorCode.TABLE_EXISTS,
          "The table %s exists; another writer made it meanwhile."
              .formatted(Names.quoted(folder.id().name())));
    }
    boolean sameTable = now.map(TableState::id).equals(planned.base().map(TableState::id));
    if (sameTable
        && (mode == WriteMode.OVERWRITE || version(now).equals(version(planned.base())))) {
      return planned;
    }
    if (mode == WriteMode.OVERWRITE) {
      throw conflict("the table was made or dropped since the overwrite began", conflict);
    }
    WritePlan plan = replan.apply(now);
    if (!plan.writesLike(planned)) {
      throw conflict(
          conflict == null
              ? "the schema was changed since the stream began"
              : String.valueOf(conflict.getMessage()),
          conflict);
    }
    return plan;
  }

  private static Optional<Long> version(Optional<TableState> table) {
    return table.map(state -> state.snapshot().version());
  }

  private static CommitPlan upsertPlan(
      WritePlan plan, List<NewFile> files, long rows, Upsert.Result result, CommitRecord record) {
    TableState state = plan.base().orElseThrow();
    CopyOnWrite.Outcome outcome = result.outcome();
    List<NewFile> added = new ArrayList<>(files);
    added.addAll(outcome.survivors());
    return CommitPlan.on(plan.base().map(TableState::snapshot), "MERGE")
        .reads(ReadSet.of(file -> state.mayMatch(file, result.conditions())))
        .adds(added)
        .removal(CommitPlan.Removal.replaced(outcome.removed()))
        .marked(outcome.marked())
        .changes(result.changes())
        .metadata(plan.metadata())
        .writerFeatures(plan.features())
        .transactions(record.transactions())
        .userMetadata(record.userMetadata())
        .metrics(
            Map.of(
                "numSourceRows", Long.toString(rows),
                "numTargetRowsUpdated", Long.toString(result.replaced()),
                "numTargetRowsInserted", Long.toString(rows - result.replaced()),
                "numTargetRowsCopied", Long.toString(outcome.survivingRows()),
                "numTargetFilesAdded", Integer.toString(added.size()),
                "numTargetFilesRemoved", Integer.toString(outcome.gone().size()),
                "numTargetDeletionVectorsAdded", Integer.toString(outcome.marked().size())))
        .build();
  }

  private static CommitPlan replacementPlan(
      WritePlan plan,
      List<NewFile> files,
      long rows,
      ReplacedPartitions replaced,
      CommitRecord record) {
    List<DataFile> removed = active(plan).stream().filter(replaced::includes).toList();
    return CommitPlan.on(plan.base().map(TableState::snapshot), "WRITE")
        .reads(ReadSet.of(replaced::includes))
        .adds(files)
        .removal(removed.isEmpty() ? Removal.NONE : Removal.replaced(removed))
        .metadata(plan.metadata())
        .writerFeatures(plan.features())
        .transactions(record.transactions())
        .userMetadata(record.userMetadata())
        .parameters(
            Map.of(
                "mode",
                "Overwrite",
                "partitionBy",
                JsonTexts.list(plan.partitionColumns()),
                "predicate",
                replaced.describe()))
        .metrics(
            Map.of(
                "numFiles", Integer.toString(files.size()),
                "numRemovedFiles", Integer.toString(removed.size()),
                "numOutputRows", Long.toString(rows),
                "numOutputBytes", Long.toString(files.stream().mapToLong(NewFile::bytes).sum())))
        .build();
  }

  private CommitPlan logPlan(
      WritePlan plan,
      List<NewFile> files,
      long rows,
      List<NewFile> rewritten,
      CommitRecord record) {
    boolean create = plan.base().isEmpty();
    boolean overwrite = mode == WriteMode.OVERWRITE && !create;
    boolean rewrites = !overwrite && plan.widens();
    long bytes = files.stream().mapToLong(NewFile::bytes).sum();
    Removal removal =
        overwrite
            ? Removal.replaced(active(plan))
            : rewrites ? Removal.rewritten(active(plan)) : Removal.NONE;
    return CommitPlan.on(
            plan.base().map(TableState::snapshot),
            create ? (files.isEmpty() ? "CREATE TABLE" : "CREATE TABLE AS SELECT") : "WRITE")
        .reads(removal.kind() == Removal.Kind.NONE ? ReadSet.NOTHING : ReadSet.EVERYTHING)
        .adds(files)
        .removal(removal)
        .rewritten(rewritten)
        .metadata(plan.metadata())
        .writerFeatures(plan.features())
        .transactions(record.transactions())
        .userMetadata(record.userMetadata())
        .parameters(
            create
                ? Map.of(
                    "isManaged", "false", "partitionBy", JsonTexts.list(plan.partitionColumns()))
                : Map.of(
                    "mode",
                    overwrite ? "Overwrite" : "Append",
                    "partitionBy",
                    JsonTexts.list(plan.partitionColumns())))
        .metrics(
            Map.of(
                "numFiles", Integer.toString(files.size()),
                "numOutputRows", Long.toString(rows),
                "numOutputBytes", Long.toString(bytes)))
        .build();
  }

  private static List<DataFile> active(WritePlan plan) {
    return plan.base().map(state -> state.snapshot().files()).orElse(List.of());
  }

  private VaneException conflict(String reason, @Nullable Throwable cause) {
    return new VaneException(
        ErrorCode.WRITE_CONFLICT,
        "The commit to the table %s met another writer's: %s. Send the stream again."
            .formatted(Names.quoted(folder.id().name()), reason),
        cause);
  }
}
