package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.maintenance.FileCount;
import dev.vane.storage.delta.log.DataFile;
import dev.vane.storage.delta.log.NewFile;
import java.util.List;
import java.util.OptionalLong;

/** Counts files and their rows. */
final class FileCounts {
  private FileCounts() {}

  static FileCount of(List<NewFile> files) {
    return new FileCount(
        files.size(),
        files.stream().mapToLong(NewFile::bytes).sum(),
        files.stream().mapToLong(NewFile::rows).sum());
  }

  /**
   * Counts some files of a version; rows by the log, or by reading where a writer left them out.
   */
  static FileCount of(TableState state, List<DataFile> files, DuckDbEngine engine) {
    OptionalLong known = TableState.countRows(files);
    return of(files, known.isPresent() ? known.getAsLong() : count(state, files, engine));
  }

  static FileCount of(List<DataFile> files, long rows) {
    return new FileCount(files.size(), files.stream().mapToLong(DataFile::bytes).sum(), rows);
  }

  private static long count(TableState state, List<DataFile> files, DuckDbEngine engine) {
    state.requireFiles(files);
    try (EngineConnection connection = engine.connect()) {
      return connection
          .first(
              "SELECT count(*) FROM " + new RelationSql(state).of(files) + " AS counted",
              row -> row.getLong(1))
          .orElseThrow();
    }
  }
}
