package dev.vane.storage.delta;

import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.FieldIds;
import dev.vane.storage.delta.schema.Sql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statement that writes one chunk as data files. */
final class CopyStatement {
  /** The engine cuts row groups at multiples of its vectors. */
  private static final long VECTOR_ROWS = 2_048;

  private final WritePlan plan;
  private final DeltaOptions options;
  private final Path table;
  private final String filePrefix;
  private final long rowGroupRows;

  CopyStatement(
      WritePlan plan, DeltaOptions options, Path table, String filePrefix, long rowGroupRows) {
    this.plan = plan;
    this.options = options;
    this.table = table;
    this.filePrefix = filePrefix;
    this.rowGroupRows = rowGroupRows;
  }

  /**
   * Writes a chunk.
   *
   * @param columns the names of the stream's columns in the source
   * @param partitionFolders whether partitions get folders of their names, or one for all
   * @param rows in the chunk
   * @param bytes of the chunk in memory
   */
  String ofChunk(
      String source, List<String> columns, boolean partitionFolders, long rows, long bytes) {
    return text(
        source,
        Selection.ofStream(plan, columns, options),
        partitions(Optional.empty(), partitionFolders),
        rows,
        bytes);
  }

  /**
   * Writes rows that are under the table's own names.
   *
   * @param relation a query in parentheses
   * @param columns what it has of the table's columns
   * @param bucket a column of the relation by whose values files are divided, besides partitions
   * @param rows in it, about
   * @param bytes of them on disk, about
   */
  String ofRelation(
      String relation,
      DeltaType.Struct columns,
      Optional<String> bucket,
      boolean partitionFolders,
      long rows,
      long bytes) {
    Map<String, String> sources = new HashMap<>();
    columns.fields().forEach(field -> sources.put(field.name(), Sql.identifier(field.name())));
    String selection =
        Selection.of(plan, sources, false) + bucket.map(column -> ", " + column).orElse("");
    return text(
        relation + " AS old",
        selection,
        partitions(bucket, partitionFolders && bucket.isEmpty()),
        Math.max(1, rows),
        bytes);
  }

  private String partitions(Optional<String> bucket, boolean folders) {
    List<String> columns = new ArrayList<>();
    plan.partitionColumns().stream()
        .flatMap(name -> plan.column(name).stream())
        .forEach(field -> columns.add(Sql.identifier(field.physicalName())));
    bucket.ifPresent(columns::add);
    return columns.isEmpty()
        ? ""
        : ", PARTITION_BY (" + String.join(", ", columns) + "), HIVE_FILE_PATTERN " + folders;
  }

  private String text(String source, String selection, String partitions, long rows, long bytes) {
    StringBuilder sql = new StringBuilder("COPY (SELECT ");
    sql.append(selection).append(" FROM ").append(source).append(") TO ");
    sql.append(Sql.text(table.toString())).append(" (FORMAT parquet, COMPRESSION ");
    sql.append(options.compression());
    options.compressionLevel().ifPresent(level -> sql.append(", COMPRESSION_LEVEL ").append(level));
    sql.append(partitions);
    fieldIds().ifPresent(ids -> sql.append(", FIELD_IDS ").append(ids));
    return sql.append(", APPEND, FILENAME_PATTERN '")
        .append(filePrefix)
        .append("{uuidv7}', FILE_SIZE_BYTES ")
        .append(options.targetFileBytes())
        .append(", ROW_GROUP_SIZE ")
        .append(rowGroup(rows, bytes))
        .append(", RETURN_STATS)")
        .toString();
  }

  /** Files are cut between row groups, so small files need small groups. */
  private long rowGroup(long rows, long bytes) {
    long rowsInFile =
        (long) (options.targetFileBytes() / Math.max(1.0, (double) bytes / Math.max(1, rows)));
    long wanted = Math.max(VECTOR_ROWS, Math.min(rowGroupRows, rowsInFile));
    return (wanted + VECTOR_ROWS - 1) / VECTOR_ROWS * VECTOR_ROWS;
  }

  private Optional<String> fieldIds() {
    List<DeltaField> inFiles =
        plan.schema().fields().stream()
            .filter(field -> !plan.partitionColumns().contains(field.name()))
            .toList();
    return FieldIds.of(inFiles);
  }
}
