package dev.vane.duckdb.file;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file: where it is, how it is attached to the engine, and what is wrong when it can't be. Safe
 * for many threads.
 */
public final class DatabaseFile {
  /** Room for the log of small commits and for a checkpoint, which together give space back. */
  private static final long KEPT_FREE = 8L << 20;

  private final Path path;
  private final String catalog;
  private final String setting;

  /**
   * @param catalog the name that the engine's statements use for it
   * @param setting that says where the file is
   */
  public DatabaseFile(Path path, String catalog, String setting) {
    this.path = path.toAbsolutePath().normalize();
    this.catalog = catalog;
    this.setting = setting;
  }

  /** The name that the engine's statements use for it. */
  public String catalog() {
    return catalog;
  }

  /**
   * Makes the file if it is missing, replays its write-ahead log, and gives it the backend's name.
   */
  public void attach(DuckDbEngine engine) {
    try (EngineConnection connection = engine.connect()) {
      Path parent = path.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      connection.execute(
          "ATTACH %s AS %s"
              .formatted(
                  DuckDbDialect.INSTANCE.literal(path.toString()),
                  DuckDbDialect.INSTANCE.identifier(catalog)));
    } catch (IOException failure) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The directory of the database %s cannot be made; check its owner and mode."
              .formatted(path),
          failure);
    } catch (VaneException failure) {
      throw explain(failure);
    }
  }

  /**
   * Attaches the file once more after it was detached.
   *
   * @throws VaneException {@link ErrorCode#STORAGE_FAILED} while a transaction begun before still
   *     holds it, to be tried again
   */
  public void attachAgain(DuckDbEngine engine) {
    try {
      attach(engine);
    } catch (VaneException failure) {
      if (failure.code() != ErrorCode.DATA_DIRECTORY_IN_USE) {
        throw failure;
      }
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The database file is opened again after a full or failing disk, once queries and streams"
              + " begun before have ended; try again in a moment.",
          failure);
    }
  }

  /** Whether the engine has it. */
  public boolean isAttached(DuckDbEngine engine) {
    try (EngineConnection connection = engine.connect()) {
      return connection
          .first(
              "SELECT 1 FROM duckdb_databases() WHERE database_name = ?",
              row -> row.getInt(1),
              catalog)
          .isPresent();
    }
  }

  /** Gives the file back; transactions at work keep it until they end. */
  public void detach(DuckDbEngine engine) {
    engine.closeIdle();
    try (EngineConnection connection = engine.connect()) {
      connection.execute("DETACH " + DuckDbDialect.INSTANCE.identifier(catalog));
    }
  }

  /** Bytes that the disk has free for the file; the most there are where it does not tell. */
  public long freeBytes() {
    try {
      return Files.getFileStore(path).getUsableSpace();
    } catch (IOException failure) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Refuses rows that would fill the disk. The engine itself goes on to the last byte, and a block
   * that it fails to write there stays lost at the file's end, so that no checkpoint can give back
   * the free ones before it.
   *
   * @param bytes of the rows
   * @throws VaneException {@link ErrorCode#STORAGE_FULL}
   */
  public void requireRoom(long bytes) {
    long free = freeBytes();
    if (free < bytes + KEPT_FREE) {
      throw new VaneException(
          ErrorCode.STORAGE_FULL,
          "The disk is full: %,d bytes are free for the database file, %,d are to be written, and %,d are kept for its log. Free some space and try again."
              .formatted(free, bytes, KEPT_FREE));
    }
  }

  /** Bytes in the write-ahead log: what a checkpoint would move into the file. */
  public long logBytes() {
    try {
      Path log = Path.of(path + ".wal");
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException failure) {
      return 0;
    }
  }

  private VaneException explain(VaneException failure) {
    Throwable cause = failure.getCause();
    String text = cause == null ? failure.text() : String.valueOf(cause.getMessage());
    if (text.contains("Could not set lock") || text.contains("already attached")) {
      return new VaneException(
          ErrorCode.DATA_DIRECTORY_IN_USE,
          "The database %s is open in another process; stop it, or use another data directory."
              .formatted(path),
          failure);
    }
    if (text.contains("not a valid DuckDB database")) {
      return new VaneException(
          ErrorCode.STORAGE_CORRUPT,
          "The file %s is not a DuckDB database; move it away or name another by %s."
              .formatted(path, setting),
          failure);
    }
    if (text.contains("version number") || text.contains("storage version")) {
      return new VaneException(
          ErrorCode.START_REFUSED,
          "The database %s was written by a newer DuckDB; start the newer gateway that wrote it, or"
                  .formatted(path)
              + " export it from there.",
          failure);
    }
    return new VaneException(
        ErrorCode.STORAGE_FAILED,
        "The database %s cannot be opened for writing; check its owner, its mode and the disk."
            .formatted(path),
        failure);
  }
}
