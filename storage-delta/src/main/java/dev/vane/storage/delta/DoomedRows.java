package dev.vane.storage.delta;

import dev.vane.duckdb.EngineConnection;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.RowPositions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a version that a change removes, by file and position, held in a temporary table of a
 * connection. Used by one thread.
 */
final class DoomedRows {
  private static final String TABLE = "temp.main.vane_doomed";

  private final EngineConnection connection;
  private final TableState state;

  DoomedRows(EngineConnection connection, TableState state) {
    this.connection = connection;
    this.state = state;
    connection.execute("CREATE OR REPLACE TEMP TABLE vane_doomed (file VARCHAR, position BIGINT)");
  }

  /**
   * Adds rows.
   *
   * @param files those that may hold such rows
   * @param alias what the condition calls the relation
   * @param condition what stands after FROM and the relation, with values
   * @return how many
   */
  long add(List<DataFile> files, String alias, String condition, List<@Nullable Object> values) {
    RelationSql relation = new RelationSql(state).withPositions();
    return connection.update(
        "INSERT INTO %s SELECT %s.%s, %s.%s FROM %s AS %s %s"
            .formatted(
                TABLE,
                alias,
                relation.fileColumn(),
                alias,
                relation.positionColumn(),
                relation.of(files),
                alias,
                condition),
        values.toArray());
  }

  /** Adds what a query gives: files and positions. */
  void addAll(String query) {
    connection.execute("INSERT INTO " + TABLE + " " + query);
  }

  /** How many rows of each file, by the file's path on disk. */
  Map<Path, Long> byFile() {
    Map<Path, Long> counts = new HashMap<>();
    connection
        .query(
            "SELECT file, count(*) FROM " + TABLE + " GROUP BY file",
            row -> Map.entry(Path.of(row.getString(1)), row.getLong(2)))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  /** Which rows of one file. */
  RowPositions positions(Path file) {
    RowPositions positions = new RowPositions();
    connection.query(
        "SELECT position FROM " + TABLE + " WHERE file = ?",
        row -> {
          positions.add(row.getLong(1));
          return true;
        },
        file.toString());
    return positions;
  }

  /** The rows, as a query in parentheses. */
  String of(List<DataFile> files) {
    RelationSql relation = new RelationSql(state).withPositions();
    return "(SELECT gone.* FROM %s AS gone SEMI JOIN %s AS doomed ON gone.%s = doomed.file AND gone.%s = doomed.position)"
        .formatted(relation.of(files), TABLE, relation.fileColumn(), relation.positionColumn());
  }

  /** The rows of files that are not among these, as a query in parentheses. */
  String survivors(List<DataFile> files) {
    RelationSql relation = new RelationSql(state).withPositions();
    return "(SELECT kept.* FROM %s AS kept ANTI JOIN %s AS doomed ON kept.%s = doomed.file AND kept.%s = doomed.position)"
        .formatted(relation.of(files), TABLE, relation.fileColumn(), relation.positionColumn());
  }
}
