package dev.vane.storage.delta;

import dev.vane.spi.AsOf;
import dev.vane.spi.ColumnCondition;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.QueryLimits;
import dev.vane.spi.QueryResult;
import dev.vane.spi.ReadSession;
import dev.vane.spi.Relation;
import dev.vane.spi.SqlQuery;
import dev.vane.spi.TableId;
import dev.vane.spi.TableSnapshot;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.CommittedChanges;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.schema.Assignment;
import dev.vane.storage.delta.schema.DeltaField;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rows that versions of a Delta table changed, under the columns of the last one. Whatever is
 * missing for an exact answer, a commit, a file or a column, is an error.
 */
final class DeltaChanges implements TableSnapshot {
  private final TableFolder folder;
  private final TableState last;
  private final ReadSession session;
  private final List<Step> commits;

  /**
   * One commit.
   *
   * @param feedIsKept whether the table keeps its change data feed
   */
  private record Step(CommittedChanges changes, boolean feedIsKept) {}

  private DeltaChanges(
      TableFolder folder, TableState last, ReadSession session, List<Step> commits) {
    this.folder = folder;
    this.last = last;
    this.session = session;
    this.commits = commits;
  }

  /**
   * The changes of the versions from one to that of a state.
   *
   * @throws VaneException {@link ErrorCode#VERSION_NOT_FOUND} or {@link ErrorCode#SCHEMA_MISMATCH}
   */
  static DeltaChanges of(TableFolder folder, long from, TableState last, ReadSession session) {
    long to = last.snapshot().version();
    if (from > to) {
      throw new VaneException(
          ErrorCode.VERSION_NOT_FOUND,
          "The Delta table %s has no version %d yet; its newest one is %d."
              .formatted(name(folder), from, to));
    }
    requireFreeNames(folder, last);
    List<Step> commits = new ArrayList<>();
    boolean feedIsKept = false;
    for (long version = from; version <= to; version++) {
      CommittedChanges commit = read(folder, version);
      if (version == from || commit.changesMetadata()) {
        TableState state = version == to ? last : folder.require(new AsOf.Version(version));
        requireSameColumns(folder, state, last);
        feedIsKept = ChangeFeed.isKept(state);
      }
      if (commit.changesMetadata() && !commit.removed().isEmpty()) {
        requireSameColumns(folder, folder.require(new AsOf.Version(version - 1)), last);
      }
      commits.add(new Step(commit, feedIsKept));
    }
    return new DeltaChanges(folder, last, session, commits);
  }

  private static CommittedChanges read(TableFolder folder, long version) {
    try {
      return CommittedChanges.read(folder.store(), folder.log().commitFile(version), version)
          .orElseThrow(
              () ->
                  new VaneException(
                      ErrorCode.VERSION_NOT_FOUND,
                      "The log of the Delta table %s does not have the commit %d any more; ask for the changes from a later one."
                          .formatted(name(folder), version)));
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_CORRUPT,
          "The commit %d of the Delta table %s can't be read; compare the log with a backup."
              .formatted(version, name(folder)),
          e);
    }
  }

  private static void requireFreeNames(TableFolder folder, TableState state) {
    for (DeltaField field : state.schema().fields()) {
      boolean taken =
          Stream.of(ChangedRows.TYPE, ChangedRows.VERSION, ChangedRows.TIMESTAMP)
              .anyMatch(column -> column.name().equalsIgnoreCase(field.name()));
      if (taken) {
        throw new VaneException(
            ErrorCode.OPTION_UNSUPPORTED,
            "The Delta table %s has a column %s of its own, so its changes can't be told under that name."
                .formatted(name(folder), Names.quoted(field.name())));
      }
    }
  }

  /** Rows of an older version can stand under the last one's columns, with nothing left out. */
  private static void requireSameColumns(TableFolder folder, TableState older, TableState last) {
    boolean same =
        older.partitionColumns().equals(last.partitionColumns())
            && older.schema().fields().stream()
                .allMatch(column -> isHeld(column, last.schema().fields()));
    if (!same) {
      throw new VaneException(
          ErrorCode.SCHEMA_MISMATCH,
          "Version %d of the Delta table %s has other columns than version %d, under which its rows can't stand. Ask for changes on one side of the version that changed the columns."
              .formatted(older.snapshot().version(), name(folder), last.snapshot().version()));
    }
  }

  private static boolean isHeld(DeltaField column, List<DeltaField> columns) {
    return columns.stream()
        .anyMatch(
            other ->
                other.physicalName().equals(column.physicalName())
                    && Assignment.holds(other.type(), column.type()));
  }

  private static String name(TableFolder folder) {
    return Names.quoted(folder.id().name());
  }

  @Override
  public TableId table() {
    return folder.id();
  }

  @Override
  public long version() {
    return last.snapshot().version();
  }

  @Override
  public Schema schema() {
    String empty = new ChangedRows(last, List.of()).relation().sql();
    return session.describe(SqlQuery.of("SELECT * FROM " + empty));
  }

  @Override
  public List<String> partitionColumns() {
    return last.partitionColumns();
  }

  /** The changed rows, by counting. */
  @Override
  public long rowCount() {
    String text = "SELECT count(*) FROM " + relation(List.of()).sql();
    try (QueryResult result = session.execute(SqlQuery.of(text), QueryLimits.none())) {
      return result.next() ? ((BigIntVector) result.batch().getVector(0)).get(0) : 0;
    }
  }

  @Override
  public Relation relation(List<ColumnCondition> conditions) {
    ChangedRows rows = new ChangedRows(last, conditions);
    for (Step step : commits) {
      CommittedChanges commit = step.changes();
      List<DataFile> removed = commit.changes().isEmpty() ? removed(commit) : List.of();
      requireFiles(commit, removed);
      rows.add(commit, removed, step.feedIsKept());
    }
    return rows.relation();
  }

  private void requireFiles(CommittedChanges commit, List<DataFile> removed) {
    List<DataFile> files = new ArrayList<>(commit.changes());
    if (files.isEmpty()) {
      files.addAll(commit.added());
      files.addAll(removed);
    }
    try {
      last.requireFiles(files);
    } catch (VaneException e) {
      if (!(e.getCause() instanceof NoSuchFileException)) {
        throw e;
      }
      throw new VaneException(
          ErrorCode.VERSION_NOT_FOUND,
          "The changes of version %d of the Delta table %s can't be read any more: its files were vacuumed. Ask for those of later versions."
              .formatted(commit.version(), name(folder)),
          e);
    }
  }

  /** The files that a commit removed, as the version before has them where it does not say all. */
  private List<DataFile> removed(CommittedChanges commit) {
    boolean complete =
        last.partitionColumns().isEmpty()
            || commit.removed().stream().allMatch(CommittedChanges.Removed::hasPartitionValues);
    List<DataFile> files = commit.removed().stream().map(CommittedChanges.Removed::file).toList();
    if (complete) {
      return files;
    }
    List<DataFile> before =
        folder.require(new AsOf.Version(commit.version() - 1)).snapshot().files();
    return before.stream()
        .filter(file -> files.stream().anyMatch(gone -> gone.key().equals(file.key())))
        .toList();
  }
}
