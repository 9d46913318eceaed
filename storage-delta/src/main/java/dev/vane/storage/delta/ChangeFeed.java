package dev.vane.storage.delta;

import dev.vane.duckdb.EngineConnection;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that a commit changes, in files of their own for followers of a table that keeps its
 * change data feed. Where a commit adds and removes whole files alone, these tell its changes and
 * no such files are needed.
 */
final class ChangeFeed {
  /** The folder of the files within the table's. */
  static final String FOLDER = "_change_data";

  private static final DeltaField TYPE = DeltaField.of("_change_type", DeltaType.Primitive.STRING);

  private final TableState state;
  private final DataFiles files;
  private final EngineConnection connection;

  ChangeFeed(TableState state, DataFiles files, EngineConnection connection) {
    this.state = state;
    this.files = files;
    this.connection = connection;
  }

  static boolean isKept(TableState state) {
    return state.property("delta.enableChangeDataFeed", "false").equalsIgnoreCase("true");
  }

  /** The columns of such a file. */
  static DeltaType.Struct columns(DeltaType.Struct schema) {
    List<DeltaField> fields = new ArrayList<>(schema.fields());
    fields.add(TYPE);
    return new DeltaType.Struct(fields);
  }

  /** Rows that are deleted, unless whole files tell of them. */
  List<NewFile> deleted(WritePlan plan, DoomedRows doomed, CopyOnWrite.Outcome outcome) {
    boolean told = outcome.survivors().isEmpty() && outcome.marked().isEmpty();
    return !isKept(state) || told
        ? List.of()
        : write(plan, doomed.of(outcome.removed()), state.schema(), "'delete'", outcome.removed());
  }

  /**
   * Rows of a stream and those that they take the place of, unless there are none of these.
   *
   * @param incoming the stream's rows, as a query in parentheses
   * @param sameKey a condition over {@code changed} and {@code gone}
   */
  List<NewFile> upserted(
      WritePlan plan,
      DoomedRows doomed,
      CopyOnWrite.Outcome outcome,
      String incoming,
      String sameKey) {
    if (!isKept(state) || outcome.removed().isEmpty()) {
      return List.of();
    }
    String before = doomed.of(outcome.removed());
    List<NewFile> changes =
        new ArrayList<>(
            write(plan, before, state.schema(), "'update_preimage'", outcome.removed()));
    changes.addAll(
        write(
            plan,
            incoming,
            plan.schema(),
            "CASE WHEN EXISTS (SELECT 1 FROM %s AS gone WHERE %s) THEN 'update_postimage' ELSE 'insert' END"
                .formatted(before, sameKey),
            files.files().stream().map(NewFile::written).toList()));
    return changes;
  }

  /**
   * Rows as they were and as they are.
   *
   * @param after the rows with their new values, as a query in parentheses
   */
  List<NewFile> updated(
      WritePlan plan, DoomedRows doomed, CopyOnWrite.Outcome outcome, String after) {
    if (!isKept(state)) {
      return List.of();
    }
    List<DataFile> read = outcome.removed();
    List<NewFile> changes =
        new ArrayList<>(write(plan, doomed.of(read), state.schema(), "'update_preimage'", read));
    changes.addAll(write(plan, after, state.schema(), "'update_postimage'", read));
    return changes;
  }

  /**
   * @param like files of about as many rows
   */
  private List<NewFile> write(
      WritePlan plan, String rows, DeltaType.Struct columns, String type, List<DataFile> like) {
    String typed =
        "(SELECT changed.*, %s AS %s FROM %s AS changed)"
            .formatted(type, Sql.identifier(TYPE.name()), rows);
    return files.changes(
        connection,
        plan,
        typed,
        columns(columns),
        TableState.countRows(like).orElse(1),
        like.stream().mapToLong(DataFile::bytes).sum());
  }
}
