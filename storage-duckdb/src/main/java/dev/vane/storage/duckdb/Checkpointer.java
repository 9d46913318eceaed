package dev.vane.storage.duckdb;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.file.DatabaseFile;
import dev.vane.duckdb.file.FileRecovery;
import dev.vane.duckdb.sql.DuckDbDialect;
import dev.vane.spi.VaneException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the write-ahead log into the file, off the path of commits: a checkpoint stops them for as
 * long as it takes, so DuckDB's own are turned off and this one runs when the log has grown. One
 * that is refused because of a running transaction is tried again after the next commit.
 */
final class Checkpointer {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
  private static final long LOG_BYTES = 256L << 20;
  private static final long ROOM_TO_SHRINK = 16L << 20;

  private final DuckDbEngine engine;
  private final DatabaseFile file;
  private final Executor executor;
  private final long replayWindow;
  private final FileRecovery recovery;
  private final AtomicBoolean running = new AtomicBoolean();

  Checkpointer(
      DuckDbEngine engine,
      DatabaseFile file,
      Executor executor,
      long replayWindow,
      FileRecovery recovery) {
    this.engine = engine;
    this.file = file;
    this.executor = executor;
    this.replayWindow = replayWindow;
    this.recovery = recovery;
  }

  /** Called after each commit. */
  void committed() {
    if (isDue() && running.compareAndSet(false, true)) {
      try {
        executor.execute(
            () -> {
              try {
                checkpoint();
              } finally {
                running.set(false);
              }
            });
      } catch (RejectedExecutionException closing) {
        LOG.debug("The storage closes", closing);
      }
    }
  }

  /** Without room for what it writes a checkpoint would fail, and the log waits as well. */
  private boolean isDue() {
    long log = file.logBytes();
    return log >= LOG_BYTES && file.freeBytes() >= log + log / 4;
  }

  /**
   * Gives the file's free blocks back to a disk that is full. A checkpoint that fails for want of
   * room would end the engine's use of the file, so it is made only where the free blocks hold what
   * it writes, many times over.
   */
  void shrink() {
    try (EngineConnection connection = engine.connect()) {
      long free =
          connection
              .first(
                  "SELECT free_blocks * block_size FROM pragma_database_size()"
                      + " WHERE database_name = ?",
                  row -> row.getLong(1),
                  DuckDbStorage.NAME)
              .orElse(0L);
      if (free < ROOM_TO_SHRINK + 4 * file.logBytes()) {
        return;
      }
    } catch (VaneException failure) {
      LOG.debug("The file keeps its size", failure);
      return;
    }
    checkpoint();
  }

  /** Shortens the ledger and moves the log into the file, if nothing hinders it. */
  void checkpoint() {
    try (EngineConnection connection = engine.connect()) {
      Ledger.prune(connection, replayWindow);
      connection.execute("CHECKPOINT " + DuckDbDialect.INSTANCE.identifier(DuckDbStorage.NAME));
    } catch (VaneException failure) {
      recovery.failed(failure);
      LOG.debug("A checkpoint has to wait", failure);
    }
  }
}
