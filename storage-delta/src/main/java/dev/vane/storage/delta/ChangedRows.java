package dev.vane.storage.delta;

import dev.vane.spi.ColumnCondition;
import dev.vane.spi.Relation;
import dev.vane.storage.delta.log.CommittedChanges;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.PartitionText;
import dev.vane.storage.delta.schema.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The query for the rows that commits changed.
 *
 * <p>Where a commit has files of its changes, they are read and nothing else. Otherwise its changes
 * follow from what it did to files: the rows of added ones came, those of removed ones went, and of
 * a file that stayed under another deletion vector, the rows at the positions in which the two
 * differ. On a table that keeps no feed, a commit that writes files anew has moved most of their
 * rows: what it removed and what it added are then compared as rows, equal ones as often as they
 * come, and the others are its changes. On a table that keeps one, such a commit has replaced them
 * all, as the protocol says and other engines answer.
 *
 * <p>The three columns of the feed are constants for a file, and so are read as its partition
 * values.
 */
final class ChangedRows {
  static final DeltaField TYPE = DeltaField.of("_change_type", DeltaType.Primitive.STRING);
  static final DeltaField VERSION = DeltaField.of("_commit_version", DeltaType.Primitive.LONG);
  static final DeltaField TIMESTAMP =
      DeltaField.of("_commit_timestamp", DeltaType.Primitive.TIMESTAMP);

  private static final String INSERT = "insert";
  private static final String DELETE = "delete";

  private final TableState state;
  private final RelationSql rows;
  private final RelationSql tagged;
  private final RelationSql told;
  private final List<ColumnCondition> conditions;
  private final List<DataFile> taggedFiles = new ArrayList<>();
  private final List<DataFile> toldFiles = new ArrayList<>();
  private final List<String> queries = new ArrayList<>();
  private final Set<String> read = new HashSet<>();
  private long skipped;

  /**
   * @param state of the last version, whose columns are given
   * @param conditions rows that fulfil not all of them may be left out
   */
  ChangedRows(TableState state, List<ColumnCondition> conditions) {
    this.state = state;
    this.conditions = conditions;
    boolean byId = state.property("delta.columnMapping.mode", "none").equals("id");
    List<DeltaField> fields = new ArrayList<>(state.schema().fields());
    fields.addAll(List.of(TYPE, VERSION, TIMESTAMP));
    DeltaType.Struct columns = new DeltaType.Struct(fields);
    this.rows = sql(state.schema(), List.of(), byId);
    this.tagged = sql(columns, List.of(TYPE.name(), VERSION.name(), TIMESTAMP.name()), byId);
    // Of files of changes the protocol tells no ids.
    this.told = sql(columns, List.of(VERSION.name(), TIMESTAMP.name()), false);
  }

  private RelationSql sql(DeltaType.Struct columns, List<String> constants, boolean byId) {
    List<String> partitionColumns = new ArrayList<>(state.partitionColumns());
    partitionColumns.addAll(constants);
    return new RelationSql(
        state.path(), columns, partitionColumns, byId, state.snapshot()::deletedRows);
  }

  /**
   * Adds what a commit changed.
   *
   * @param removed the files that it removed, with their partition values
   */
  void add(CommittedChanges commit, List<DataFile> removed, boolean feedIsKept) {
    if (!commit.changes().isEmpty()) {
      kept(commit.changes()).forEach(file -> toldFiles.add(tag(file, commit, null)));
      return;
    }
    Map<String, DataFile> gone = new HashMap<>();
    kept(removed).forEach(file -> gone.put(file.path(), file));
    List<DataFile> come = new ArrayList<>();
    for (DataFile file : kept(commit.added())) {
      DataFile before = gone.remove(file.path());
      if (before == null) {
        come.add(file);
      } else {
        marked(before, file, commit);
      }
    }
    if (feedIsKept || come.isEmpty() || gone.isEmpty()) {
      gone.values().forEach(file -> taggedFiles.add(tag(file, commit, DELETE)));
      come.forEach(file -> taggedFiles.add(tag(file, commit, INSERT)));
    } else {
      String before = rows.of(List.copyOf(gone.values()));
      String after = rows.of(come);
      compared(before, after, DELETE, commit);
      compared(after, before, INSERT, commit);
    }
  }

  private List<DataFile> kept(List<DataFile> files) {
    List<DataFile> kept = files.stream().filter(file -> state.mayMatch(file, conditions)).toList();
    kept.forEach(file -> read.add(file.path()));
    skipped += files.size() - kept.size();
    return kept;
  }

  /** Of one file, rows that a deletion vector deletes and the other does not. */
  private void marked(DataFile before, DataFile after, CommittedChanges commit) {
    long[] deletedBefore = state.snapshot().deletedRows(before);
    long[] deletedAfter = state.snapshot().deletedRows(after);
    rowsOf(after, without(deletedAfter, deletedBefore), DELETE, commit);
    rowsOf(after, without(deletedBefore, deletedAfter), INSERT, commit);
  }

  private void rowsOf(DataFile file, long[] positions, String type, CommittedChanges commit) {
    if (positions.length > 0) {
      queries.add(tagged.ofRows(tag(file, commit, type), positions));
    }
  }

  private static long[] without(long[] positions, long[] others) {
    Set<Long> known = new HashSet<>();
    LongStream.of(others).forEach(known::add);
    return LongStream.of(positions).filter(position -> !known.contains(position)).toArray();
  }

  private void compared(String these, String others, String type, CommittedChanges commit) {
    queries.add(
        "SELECT *, %s AS %s, %s AS %s, %s AS %s FROM (SELECT * FROM %s EXCEPT ALL SELECT * FROM %s)"
            .formatted(
                constant(TYPE, type),
                Sql.identifier(TYPE.name()),
                constant(VERSION, Long.toString(commit.version())),
                Sql.identifier(VERSION.name()),
                constant(TIMESTAMP, commit.timestamp().toString()),
                Sql.identifier(TIMESTAMP.name()),
                these,
                others));
  }

  private static String constant(DeltaField field, String text) {
    return PartitionText.sql(field.type(), text);
  }

  private static DataFile tag(DataFile file, CommittedChanges commit, @Nullable String type) {
    Map<String, @Nullable String> values = new HashMap<>(file.partitionValues());
    if (type != null) {
      values.put(TYPE.name(), type);
    }
    values.put(VERSION.name(), Long.toString(commit.version()));
    values.put(TIMESTAMP.name(), commit.timestamp().toString());
    return new DataFile(
        file.path(),
        file.bytes(),
        file.modificationMillis(),
        values,
        file.statistics(),
        file.deletionVector(),
        file.rowTracking());
  }

  /** All that was added. */
  Relation relation() {
    List<String> all = new ArrayList<>(queries);
    if (!toldFiles.isEmpty()) {
      all.add("SELECT * FROM " + told.of(toldFiles));
    }
    if (!taggedFiles.isEmpty() || all.isEmpty()) {
      all.add("SELECT * FROM " + tagged.of(taggedFiles));
    }
    return new Relation("(" + String.join(" UNION ALL ", all) + ")", read.size(), skipped);
  }
}
