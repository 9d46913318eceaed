package dev.vane.storage.delta;

import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.StoredFile;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.LogPaths;
import dev.vane.storage.delta.log.NewFile;
import dev.vane.storage.delta.schema.DeltaType;
import dev.vane.storage.delta.schema.FileStatistics;
import dev.vane.storage.delta.schema.IndexedColumns;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Describes files that another program wrote, by reading them. */
final class FoundFiles {
  private final FileIO store;
  private final Path table;
  private final WritePlan plan;
  private final EngineConnection connection;
  private final Set<String> partitions;
  private final List<FileStatistics.IndexedLeaf> leaves;

  FoundFiles(FileIO store, Path table, WritePlan plan, EngineConnection connection) {
    this.store = store;
    this.table = table;
    this.plan = plan;
    this.connection = connection;
    this.partitions = new HashSet<>(plan.partitionColumns());
    this.leaves = FileStatistics.indexed(plan.schema(), partitions, IndexedColumns.DEFAULT);
  }

  /**
   * What the engine counted in one file.
   *
   * @param columns by the path of each leaf
   */
  private record Counted(long rows, Map<String, Map<String, String>> columns) {}

  List<NewFile> describe(List<UnusedFiles.Found> files) {
    List<DataFile> read = asWritten(files);
    DataPaths.requireFiles(store, table, read);
    RelationSql relation = RelationSql.ofWritten(table, plan).withPositions();
    Map<Path, Counted> counted = new HashMap<>();
    connection
        .query(
            "SELECT %s, count(*)%s FROM %s AS found GROUP BY 1"
                .formatted(relation.fileColumn(), aggregates(), relation.of(read)),
            row -> Map.entry(Path.of(row.getString(1)), counted(row)))
        .forEach(entry -> counted.put(entry.getKey(), entry.getValue()));
    List<NewFile> described = new ArrayList<>();
    for (UnusedFiles.Found file : files) {
      described.add(
          describe(
              file, counted.getOrDefault(table.resolve(file.path()), new Counted(0, Map.of()))));
    }
    return described;
  }

  /** The files as they are to be read. */
  static List<DataFile> asWritten(List<UnusedFiles.Found> files) {
    return files.stream().map(FoundFiles::dataFile).toList();
  }

  private static DataFile dataFile(UnusedFiles.Found file) {
    return new DataFile(
        LogPaths.encode(file.path()),
        file.bytes(),
        0,
        FolderPartitions.of(file.path()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private String aggregates() {
    StringBuilder sql = new StringBuilder();
    for (FileStatistics.IndexedLeaf leaf : leaves) {
      String path = "found." + leaf.enginePath();
      sql.append(", count(").append(path).append(')');
      sql.append(", min(").append(path).append(")::VARCHAR");
      sql.append(", max(").append(path).append(")::VARCHAR");
      sql.append(
          isFloating(leaf.type()) ? ", coalesce(bool_or(isnan(" + path + ")), false)" : ", false");
    }
    return sql.toString();
  }

  private static boolean isFloating(DeltaType type) {
    return type == DeltaType.Primitive.FLOAT || type == DeltaType.Primitive.DOUBLE;
  }

  private Counted counted(ResultSet row) throws SQLException {
    long rows = row.getLong(2);
    Map<String, Map<String, String>> columns = new HashMap<>();
    int column = 3;
    for (FileStatistics.IndexedLeaf leaf : leaves) {
      Map<String, String> known = new HashMap<>();
      known.put("null_count", Long.toString(rows - row.getLong(column)));
      String least = row.getString(column + 1);
      String greatest = row.getString(column + 2);
      if (least != null && greatest != null) {
        known.put("min", least);
        known.put("max", greatest);
      }
      known.put("has_nan", Boolean.toString(row.getBoolean(column + 3)));
      columns.put(leaf.enginePath(), known);
      column += 4;
    }
    return new Counted(rows, columns);
  }

  private NewFile describe(UnusedFiles.Found file, Counted counted) {
    Path path = table.resolve(file.path());
    try {
      store.store(List.of(path));
      StoredFile stored =
          store.find(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
      return new NewFile(
          file.path(),
          file.bytes(),
          counted.rows(),
          stored.modified().toEpochMilli(),
          FolderPartitions.of(file.path()),
          FileStatistics.json(
              plan.schema(),
              partitions,
              IndexedColumns.DEFAULT,
              counted.rows(),
              counted.columns()));
    } catch (IOException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED, "A data file could not be synced to disk.", e);
    }
  }
}
