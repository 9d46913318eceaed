package dev.vane.storage.delta;

import dev.vane.spi.ColumnCondition;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.LogSnapshot;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.SchemaJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * One version of a table, ready to be read: its schema and files parsed and checked. Immutable to
 * its users; bounds of a column are parsed when they are first asked for and then kept.
 */
final class TableState {
  private final FileIO store;
  private final Path path;
  private final LogSnapshot snapshot;
  private final DeltaType.Struct schema;
  private final OptionalLong rows;
  private final Map<String, ColumnBounds> bounds = new ConcurrentHashMap<>();

  private TableState(
      FileIO store, Path path, LogSnapshot snapshot, DeltaType.Struct schema, OptionalLong rows) {
    this.store = store;
    this.path = path;
    this.snapshot = snapshot;
    this.schema = schema;
    this.rows = rows;
  }

  static TableState of(FileIO store, Path path, LogSnapshot snapshot) {
    DataPaths.requireInside(path, snapshot.files());
    return new TableState(
        store,
        path,
        snapshot,
        SchemaJson.read(snapshot.metadata().schemaJson()),
        countRows(snapshot.files()));
  }

  /** The table's own id, which a table that takes its place does not share. */
  String id() {
    return snapshot.metadata().id();
  }

  Path path() {
    return path;
  }

  /** Where the table's files are. */
  FileIO store() {
    return store;
  }

  /**
   * Makes files of this version, or of another, readable at their paths.
   *
   * @throws VaneException when one is not there, or is outside the table's folder
   */
  void requireFiles(List<DataFile> wanted) {
    DataPaths.requireFiles(store, path, wanted);
  }

  LogSnapshot snapshot() {
    return snapshot;
  }

  DeltaType.Struct schema() {
    return schema;
  }

  List<String> partitionColumns() {
    return snapshot.metadata().partitionColumns();
  }

  String property(String key, String otherwise) {
    return snapshot.metadata().configuration().getOrDefault(key, otherwise);
  }

  /** Rows by the log; empty when a file's writer did not count them. */
  OptionalLong rows() {
    return rows;
  }

  /** The active files that may hold a row that fulfils all conditions. */
  List<DataFile> files(List<ColumnCondition> conditions) {
    List<DataFile> files = snapshot.files();
    List<ColumnBounds> known = new ArrayList<>();
    List<Predicate<ColumnBounds.Range>> wanted = new ArrayList<>();
    for (ColumnCondition condition : conditions) {
      schema.fields().stream()
          .filter(field -> field.name().equals(condition.column()))
          .findFirst()
          .ifPresent(
              field -> {
                known.add(boundsOf(field));
                wanted.add(range -> range.mayMatch(field.type(), condition));
              });
    }
    List<DataFile> kept = new ArrayList<>();
    for (int index = 0; index < files.size(); index++) {
      boolean keep = true;
      for (int each = 0; keep && each < known.size(); each++) {
        keep = wanted.get(each).test(known.get(each).of(index));
      }
      if (keep) {
        kept.add(files.get(index));
      }
    }
    return kept;
  }

  /** Whether a file, of this version or a later one, may hold a row that fulfils all conditions. */
  boolean mayMatch(DataFile file, List<ColumnCondition> conditions) {
    return conditions.stream()
        .allMatch(
            condition ->
                schema.fields().stream()
                    .filter(field -> field.name().equals(condition.column()))
                    .allMatch(
                        field ->
                            ColumnBounds.of(
                                    List.of(file), field, partitionColumns().contains(field.name()))
                                .of(0)
                                .mayMatch(field.type(), condition)));
  }

  private ColumnBounds boundsOf(DeltaField field) {
    return bounds.computeIfAbsent(
        field.name(),
        name ->
            ColumnBounds.of(snapshot.files(), field, partitionColumns().contains(field.name())));
  }

  /** Rows of files by the log, without deleted ones; empty when a file's writer did not count. */
  static OptionalLong countRows(List<DataFile> files) {
    long total = 0;
    for (DataFile file : files) {
      OptionalLong rows =
          file.statistics().map(StatisticsReader::rows).orElse(OptionalLong.empty());
      if (rows.isEmpty()) {
        return OptionalLong.empty();
      }
      total +=
          rows.getAsLong()
              - file.deletionVector().map(DataFile.DeletionVector::cardinality).orElse(0L);
    }
    return OptionalLong.of(total);
  }
}
