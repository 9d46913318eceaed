package dev.vane.storage.delta;

import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import dev.vane.storage.delta.log.NewFile;
import java.util.List;
import java.util.Optional;

/**
 * Rows of a table that are written into new files, which vanish again unless they are kept. Used by
 * one thread.
 */
final class Rewriting implements AutoCloseable {
  private final TableState state;
  private final OpenFiles openFiles;
  private final StagingFolder folder;
  private final EngineConnection connection;
  private final DataFiles files;
  private boolean kept;

  /**
   * @param connection closed with this
   */
  Rewriting(
      EngineConnection connection, OpenFiles openFiles, TableState state, DeltaOptions options) {
    this.state = state;
    this.openFiles = openFiles;
    this.connection = connection;
    this.folder = openFiles.stage(state.store(), state.path());
    this.files =
        new DataFiles(WritePlan.unchanged(state), options, folder, WriteOptions.DEFAULT_CHUNK_ROWS);
  }

  /**
   * @throws VaneException when files of the table can't be written anew without losing something
   */
  static void requireRewritable(TableState state) {
    if (state.property("delta.enableRowTracking", "false").equals("true")) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "The Delta table %s tracks its rows (delta.enableRowTracking), and files written anew would"
                  .formatted(Names.quoted(String.valueOf(state.path().getFileName())))
              + " lose the rows' identity; use the program that made it.");
    }
  }

  StagingFolder folder() {
    return folder;
  }

  EngineConnection connection() {
    return connection;
  }

  TableState state() {
    return state;
  }

  /**
   * Writes the rows of a relation that has the table's columns.
   *
   * @param bucket a column by which files are divided, besides partitions
   * @param bytes of the rows on disk, about
   */
  List<NewFile> write(String relation, Optional<String> bucket, long rows, long bytes) {
    return files.rewrite(
        connection, WritePlan.unchanged(state), relation, state.schema(), bucket, rows, bytes);
  }

  /** Writes deleted rows for followers of the table, where it keeps them. */
  List<NewFile> changes(DoomedRows doomed, CopyOnWrite.Outcome outcome) {
    return new ChangeFeed(state, files, connection)
        .deleted(WritePlan.unchanged(state), doomed, outcome);
  }

  /**
   * Writes updated rows for followers of the table, where it keeps them.
   *
   * @param after the rows with their new values, as a query in parentheses
   */
  List<NewFile> updates(DoomedRows doomed, CopyOnWrite.Outcome outcome, String after) {
    return new ChangeFeed(state, files, connection)
        .updated(WritePlan.unchanged(state), doomed, outcome, after);
  }

  /** A log names the files now, or may. */
  void keep() {
    kept = true;
  }

  @Override
  public void close() {
    try (connection) {
      if (!kept) {
        folder.discard();
      }
    } finally {
      openFiles.unstage(folder);
    }
  }
}
