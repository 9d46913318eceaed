package dev.vane.storage.delta;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.FileStatistics;
import dev.vane.storage.delta.schema.IndexedColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The data files of one stream: written chunk by chunk, synced, remembered for the commit, and
 * removed if it doesn't come. Used by one thread.
 */
final class DataFiles {
  private static final String NAME_TOO_LONG = "File name too long";

  private final WritePlan plan;
  private final DeltaOptions options;
  private final RowRules rules;
  private final StagingFolder folder;
  private final long rowGroupRows;
  private final CopyStatement copy;
  private final List<NewFile> files = new ArrayList<>();
  private final List<NewFile> rewritten = new ArrayList<>();
  private final List<NewFile> changes = new ArrayList<>();
  private boolean partitionFolders = true;

  DataFiles(WritePlan plan, DeltaOptions options, StagingFolder folder, long rowGroupRows) {
    this.plan = plan;
    this.options = options;
    this.rules = new RowRules(options);
    this.folder = folder;
    this.rowGroupRows = rowGroupRows;
    this.copy = copyOf(plan);
  }

  private CopyStatement copyOf(WritePlan written) {
    return new CopyStatement(written, options, folder.table(), folder.filePrefix(), rowGroupRows);
  }

  StagingFolder folder() {
    return folder;
  }

  List<NewFile> files() {
    return List.copyOf(files);
  }

  long rows() {
    return files.stream().mapToLong(NewFile::rows).sum();
  }

  /** Lays the rows that were written out anew, near values in one file. */
  void reorder(EngineConnection connection) {
    ZOrder order = ZOrder.of(plan.schema(), plan.partitionColumns(), options.zOrderBy());
    if (order.isEmpty() || files.isEmpty()) {
      return;
    }
    requireFiles(files);
    List<NewFile> ordered = new ArrayList<>();
    for (FileBins.Bin bin : FileBins.all(files.stream().map(NewFile::written).toList())) {
      ordered.addAll(
          rewrite(
              connection,
              plan,
              order.bucketed(
                  RelationSql.ofWritten(folder.table(), plan).of(bin.files()),
                  Math.max(
                      1,
                      (bin.bytes() + options.targetFileBytes() - 1) / options.targetFileBytes())),
              plan.schema(),
              Optional.of(order.bucketColumn()),
              TableState.countRows(bin.files()).orElse(1),
              bin.bytes()));
    }
    folder.removeFiles(ordered);
    files.clear();
    files.addAll(ordered);
    rewritten.clear();
  }

  /** Removes what was rewritten and the changes, to write them again. */
  void discardRewritten() {
    folder.removeFiles(files);
    rewritten.clear();
    changes.clear();
  }

  /** Writes the chunk; its files are on disk on return. */
  void write(EngineConnection connection, ArrowChunk chunk) {
    List<NewFile> chunkFiles =
        written(
            plan,
            folders ->
                connection.consume(
                    chunk,
                    source ->
                        copy.ofChunk(source, chunk.columns(), folders, chunk.rows(), chunk.bytes()),
                    WrittenFile::read));
    requireRules(connection, chunkFiles);
    files.addAll(chunkFiles);
  }

  /** Makes files that were written here readable, whether the store still has copies or not. */
  void requireFiles(List<NewFile> written) {
    DataPaths.requireFiles(
        folder.store(), folder.table(), written.stream().map(NewFile::written).toList());
  }

  /** Writes the rows of a relation that has the given columns of the table, as if they had come. */
  void write(
      EngineConnection connection,
      String relation,
      DeltaType.Struct columns,
      long rows,
      long bytes) {
    files.addAll(copied(connection, plan, relation, columns, Optional.empty(), rows, bytes));
  }

  /** Rules are held to what was written, so that they see the very values that readers will. */
  private void requireRules(EngineConnection connection, List<NewFile> written) {
    List<TableRules.Check> checks =
        plan.rules().map(rules -> rules.checks(plan.stream())).orElse(List.of());
    if (checks.isEmpty() || written.isEmpty()) {
      return;
    }
    FileIO.Reading reading = folder.store().reading();
    try (reading) {
      requireFiles(written);
      RowRules.require(
          checks,
          connection,
          RelationSql.ofWritten(folder.table(), plan)
              .of(written.stream().map(NewFile::written).toList()));
    }
  }

  /** Writes the rows that the table has under the plan's types; not remembered for the commit. */
  List<NewFile> rewrite(EngineConnection connection, WritePlan current) {
    TableState table = current.base().orElseThrow();
    List<DataFile> active = table.snapshot().files();
    table.requireFiles(active);
    return rewrite(
        connection,
        current,
        new RelationSql(table).of(active),
        table.schema(),
        Optional.empty(),
        table.rows().orElse(1),
        active.stream().mapToLong(DataFile::bytes).sum());
  }

  /**
   * Writes the rows of a relation that has the table's columns; not remembered for the commit.
   *
   * @param current the columns that the files will have
   * @param columns those of the relation; what it lacks becomes NULL
   * @param bucket a column by which files are divided, besides partitions
   */
  List<NewFile> rewrite(
      EngineConnection connection,
      WritePlan current,
      String relation,
      DeltaType.Struct columns,
      Optional<String> bucket,
      long rows,
      long bytes) {
    List<NewFile> copied = copied(connection, current, relation, columns, bucket, rows, bytes);
    rewritten.addAll(copied);
    return copied;
  }

  private List<NewFile> copied(
      EngineConnection connection,
      WritePlan current,
      String relation,
      DeltaType.Struct columns,
      Optional<String> bucket,
      long rows,
      long bytes) {
    CopyStatement statement = copyOf(current);
    return written(
        current,
        folders ->
            connection.query(
                statement.ofRelation(relation, columns, bucket, folders, rows, bytes),
                WrittenFile::read));
  }

  /**
   * Writes rows for followers of the table.
   *
   * @param relation the rows
   * @param columns those of the relation, among them what changed
   */
  List<NewFile> changes(
      EngineConnection connection,
      WritePlan current,
      String relation,
      DeltaType.Struct columns,
      long rows,
      long bytes) {
    WritePlan plan = current.ofChanges();
    Path directory = folder.table().resolve(ChangeFeed.FOLDER);
    CopyStatement statement =
        new CopyStatement(plan, options, directory, folder.changePrefix(), rowGroupRows);
    folder.make(directory);
    List<NewFile> written =
        written(
            plan,
            folders ->
                connection.query(
                    statement.ofRelation(relation, columns, Optional.empty(), folders, rows, bytes),
                    WrittenFile::read));
    changes.addAll(written);
    return written;
  }

  private List<NewFile> written(WritePlan current, Function<Boolean, List<WrittenFile>> statement) {
    folder.make();
    List<WrittenFile> results;
    try {
      results = statement.apply(partitionFolders);
    } catch (VaneException e) {
      if (!partitionFolders || !isNameTooLong(e)) {
        throw e;
      }
      // Folders are for people; the log has the values, so files can as well lie side by side.
      partitionFolders = false;
      List<NewFile> finished = new ArrayList<>(files);
      finished.addAll(rewritten);
      finished.addAll(changes);
      folder.removeFiles(finished);
      results = statement.apply(partitionFolders);
    }
    List<Path> paths = new ArrayList<>();
    List<NewFile> described = new ArrayList<>();
    for (WrittenFile file : results) {
      if (file.rows() > 0) {
        paths.add(file.path());
        described.add(describe(current, file));
      }
    }
    folder.store(paths);
    return described;
  }

  private NewFile describe(WritePlan current, WrittenFile file) {
    requireNotNull(current, file);
    try {
      return new NewFile(
          folder.relative(file.path()),
          file.bytes(),
          file.rows(),
          Files.getLastModifiedTime(file.path()).toMillis(),
          partitionValues(current, file),
          FileStatistics.json(
              current.schema(),
              new HashSet<>(current.partitionColumns()),
              indexedColumns(current),
              file.rows(),
              file.columns()));
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED, "A data file that was just written can't be looked at.", e);
    }
  }

  private Map<String, @Nullable String> partitionValues(WritePlan current, WrittenFile file) {
    Map<String, @Nullable String> values = new HashMap<>();
    for (String name : current.partitionColumns()) {
      DeltaField field = current.column(name).orElseThrow();
      String key = file.partitionKeys().get(field.physicalName());
      values.put(field.physicalName(), key == null ? null : rules.partitionValue(field, key));
    }
    return values;
  }

  /**
   * Columns that must not be NULL are other programs'; the files' own counts tell whether one is.
   */
  private void requireNotNull(WritePlan current, WrittenFile file) {
    for (DeltaField field : current.schema().fields()) {
      if (field.nullable()) {
        continue;
      }
      boolean partition = current.partitionColumns().contains(field.name());
      String nulls =
          file.columns()
              .getOrDefault(
                  dev.vane.storage.delta.schema.Sql.identifier(field.physicalName()), Map.of())
              .getOrDefault("null_count", field.type() instanceof DeltaType.Struct ? "0" : "");
      boolean holdsNull =
          partition ? file.partitionKeys().get(field.physicalName()) == null : !nulls.equals("0");
      if (holdsNull) {
        throw RowRules.notNull(field);
      }
    }
  }

  private static boolean isNameTooLong(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains(NAME_TOO_LONG)) {
        return true;
      }
    }
    return false;
  }

  private static IndexedColumns indexedColumns(WritePlan current) {
    return current
        .base()
        .map(
            state ->
                IndexedColumns.of(
                    state.property("delta.dataSkippingNumIndexedCols", ""),
                    state.property("delta.dataSkippingStatsColumns", "")))
        .orElse(IndexedColumns.DEFAULT);
  }
}
