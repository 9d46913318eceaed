package dev.vane.storage.delta;

import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.schema.DeltaField;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.PartitionText;
import dev.vane.storage.delta.schema.PhysicalNames;
import dev.vane.storage.delta.schema.Sql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query that reads a version's files as one relation.
 *
 * <p>The log is the authority throughout, not the files: columns are found by physical name or id
 * and cast to the table's types, a column that a file lacks is NULL, and partition values are
 * constants from the log. Files are grouped so that the text stays small: files of the same
 * partition are one scan, many partitions are one scan joined with their values by the number of
 * the file, and only a file with deleted rows is a scan of its own.
 */
final class RelationSql {
  /** Up to so many partitions are a scan each, whose constants the engine can push down. */
  private static final int MAX_SCANS = 16;

  private final Path table;
  private final DeltaType.Struct schema;
  private final List<String> partitionColumns;
  private final Function<DataFile, long[]> deletedRows;
  private final List<DeltaField> dataFields;
  private final List<DeltaField> partitionFields;
  private final Map<String, String> columnNames = new HashMap<>();
  private final boolean byId;
  private boolean withPositions;

  RelationSql(TableState state) {
    this(
        state.path(),
        state.schema(),
        state.partitionColumns(),
        state.property("delta.columnMapping.mode", "none").equals("id"),
        state.snapshot()::deletedRows);
  }

  /**
   * @param byId whether columns are found in the files by their ids, not by physical names
   */
  RelationSql(
      Path table,
      DeltaType.Struct schema,
      List<String> partitionColumns,
      boolean byId,
      Function<DataFile, long[]> deletedRows) {
    this.table = table;
    this.schema = schema;
    this.partitionColumns = partitionColumns;
    this.deletedRows = deletedRows;
    this.byId = byId;
    this.dataFields =
        schema.fields().stream().filter(field -> !partitionColumns.contains(field.name())).toList();
    this.partitionFields =
        schema.fields().stream().filter(field -> partitionColumns.contains(field.name())).toList();
    for (DeltaField field : schema.fields()) {
      boolean partition = partitionColumns.contains(field.name());
      columnNames.put(field.name(), (partition ? "p" : "c") + columnNames.size());
    }
  }

  /** Reads files that were written by a plan and that no log names yet. */
  static RelationSql ofWritten(Path table, WritePlan plan) {
    return new RelationSql(
        table,
        plan.schema(),
        plan.partitionColumns(),
        plan.base()
            .map(state -> state.property("delta.columnMapping.mode", "none").equals("id"))
            .orElse(false),
        file -> new long[0]);
  }

  /** Gives each row two columns more: {@link #fileColumn()} and {@link #positionColumn()}. */
  RelationSql withPositions() {
    withPositions = true;
    return this;
  }

  /** The path of the row's file on disk. */
  String fileColumn() {
    return Sql.identifier(freeName("vane_file"));
  }

  /** The row's place in its file, from 0. */
  String positionColumn() {
    return Sql.identifier(freeName("vane_position"));
  }

  private String freeName(String wanted) {
    String name = wanted;
    while (isColumn(name)) {
      name += "_";
    }
    return name;
  }

  private boolean isColumn(String name) {
    return schema.fields().stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
  }

  /** A query in parentheses. */
  String of(List<DataFile> files) {
    List<String> scans = new ArrayList<>();
    List<DataFile> whole = new ArrayList<>();
    for (DataFile file : files) {
      if (file.deletionVector().isPresent()) {
        scans.add(scan(List.of(file), file.partitionValues(), deleted(file)));
      } else {
        whole.add(file);
      }
    }
    Map<Map<String, @Nullable String>, List<DataFile>> byPartition = new LinkedHashMap<>();
    whole.forEach(
        file ->
            byPartition
                .computeIfAbsent(file.partitionValues(), values -> new ArrayList<>())
                .add(file));
    if (byPartition.size() <= MAX_SCANS) {
      byPartition.forEach((values, group) -> scans.add(scan(group, values, "")));
    } else {
      scans.add(joined(whole));
    }
    return scans.isEmpty() ? empty() : "(" + String.join(" UNION ALL ", scans) + ")";
  }

  /** A query for the rows of a file at these positions. */
  String ofRows(DataFile file, long[] positions) {
    return scan(
        List.of(file),
        file.partitionValues(),
        " WHERE file_row_number IN (SELECT unnest(" + list(positions) + "))");
  }

  private String empty() {
    StringJoiner columns = new StringJoiner(", ", "(SELECT ", " WHERE false)");
    for (DeltaField field : schema.fields()) {
      columns.add("NULL::" + field.type().sql() + " AS " + Sql.identifier(field.name()));
    }
    if (withPositions) {
      columns.add("NULL::VARCHAR AS " + fileColumn());
      columns.add("NULL::BIGINT AS " + positionColumn());
    }
    return columns.toString();
  }

  private String scan(
      List<DataFile> files, Map<String, @Nullable String> partition, String condition) {
    return "SELECT "
        + columns(field -> PartitionText.sql(field.type(), partition.get(field.physicalName())))
        + " FROM "
        + source(files)
        + condition;
  }

  /** One scan of files of many partitions. */
  private String joined(List<DataFile> files) {
    StringJoiner lists = new StringJoiner(", ");
    lists.add("unnest(range(" + files.size() + ")) AS file");
    for (DeltaField field : partitionFields) {
      StringJoiner values = new StringJoiner(", ", "[", "]");
      files.forEach(
          file ->
              values.add(
                  PartitionText.sql(
                      field.type(), file.partitionValues().get(field.physicalName()))));
      lists.add("unnest(" + values + ") AS " + columnName(field));
    }
    return "SELECT "
        + columns(field -> "partitions." + columnName(field))
        + " FROM "
        + source(files)
        + " AS data JOIN (SELECT "
        + lists
        + ") AS partitions ON data.file_index = partitions.file";
  }

  private String columnName(DeltaField field) {
    return columnNames.getOrDefault(field.name(), field.name());
  }

  private String columns(Function<DeltaField, String> partitionValue) {
    StringJoiner columns = new StringJoiner(", ");
    for (DeltaField field : schema.fields()) {
      String value =
          partitionColumns.contains(field.name())
              ? partitionValue.apply(field)
              : PhysicalNames.toLogical(columnName(field), field.type());
      columns.add(value + " AS " + Sql.identifier(field.name()));
    }
    if (withPositions) {
      columns.add("filename AS " + fileColumn());
      columns.add("file_row_number AS " + positionColumn());
    }
    return columns.toString();
  }

  /** The data columns of the files by names of ours, so that no name meets another. */
  private String source(List<DataFile> files) {
    StringJoiner paths = new StringJoiner(", ", "[", "]");
    files.forEach(file -> paths.add(Sql.text(DataPaths.resolve(table, file).toString())));
    StringJoiner schema = new StringJoiner(", ", "MAP {", "}");
    for (DeltaField field : dataFields) {
      schema.add(
          (byId ? Long.toString(field.fieldId()) : Sql.text(field.physicalName()))
              + ": {name: '"
              + columnName(field)
              + "', type: "
              + Sql.text(PhysicalNames.sql(field.type()))
              + ", default_value: NULL}");
    }
    return "read_parquet(" + paths + ", schema = " + schema + ")";
  }

  private String deleted(DataFile file) {
    return " WHERE file_row_number NOT IN (SELECT unnest(" + list(deletedRows.apply(file)) + "))";
  }

  private static String list(long[] positions) {
    StringJoiner list = new StringJoiner(", ", "[", "]::BIGINT[]");
    for (long position : positions) {
      list.add(Long.toString(position));
    }
    return list.toString();
  }
}
