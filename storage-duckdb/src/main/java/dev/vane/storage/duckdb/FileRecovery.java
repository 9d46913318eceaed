package dev.vane.storage.duckdb;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.DuckDbErrors;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the file back after a failure that the engine does not get over by itself, so that nobody
 * has to restart the gateway once a disk has room again. Two things are known to happen: a commit
 * that failed on a full disk can make the engine refuse the next one too, whether there is room or
 * not; and a checkpoint that failed makes it refuse the whole file until that is detached and
 * attached.
 *
 * <p>After either the file is in doubt. Whoever comes next tries it before using it: readers by a
 * read, writers also by a small commit, which takes the refusal on itself. A file that is refused
 * is detached and attached. Transactions at work then go on or fail as they would have; the file
 * can be attached when the last of them has ended, and until then whoever comes is asked to come
 * again. Safe for use by many threads.
 */
final class FileRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(FileRecovery.class);

  /** Stands in the list of pending tables for a moment; there never is a table of this name. */
  private static final TableId TRIAL = new TableId(DuckDbStorage.NAME, Ledger.SCHEMA, "trial");

  private final DuckDbEngine engine;
  private final DatabaseFile file;
  private final TableRegistry registry;
  private final AtomicLong doubts = new AtomicLong();

  FileRecovery(DuckDbEngine engine, DatabaseFile file, TableRegistry registry) {
    this.engine = engine;
    this.file = file;
    this.registry = registry;
  }

  /** Notes a failure of any work on the file. */
  void failed(VaneException failure) {
    if (failure.code() == ErrorCode.STORAGE_FULL || DuckDbErrors.refusesFile(failure)) {
      doubts.incrementAndGet();
    }
  }

  /**
   * Makes sure that the file can be read.
   *
   * @throws VaneException {@link ErrorCode#STORAGE_FAILED}, to be tried again
   */
  void requireReadable() {
    if (doubts.get() > 0) {
      recover();
    }
  }

  /**
   * Makes sure that the file takes commits.
   *
   * @throws VaneException {@link ErrorCode#STORAGE_FULL} while there is no room, {@link
   *     ErrorCode#STORAGE_FAILED} as for readers
   */
  void requireWritable() {
    if (doubts.get() > 0) {
      recover();
      commitTrial();
    }
  }

  private synchronized void recover() {
    if (!file.isAttached(engine)) {
      attach();
    } else if (isRefused()) {
      file.detach(engine);
      attach();
    }
  }

  private boolean isRefused() {
    try (EngineConnection connection = engine.connect()) {
      Ledger.pending(connection);
      return false;
    } catch (VaneException failure) {
      if (DuckDbErrors.refusesFile(failure)) {
        return true;
      }
      throw failure;
    }
  }

  private void attach() {
    file.attachAgain(engine);
    registry.refresh();
    LOG.warn("The database file was opened again after a checkpoint of it had failed");
  }

  private synchronized void commitTrial() {
    long settled = doubts.get();
    if (settled == 0) {
      return;
    }
    try {
      writeTrial();
    } catch (VaneException refused) {
      LOG.info("The first commit after a full disk was refused", refused);
      writeTrial();
    }
    // What failed meanwhile leaves its doubt.
    doubts.compareAndSet(settled, 0);
  }

  private void writeTrial() {
    try (EngineConnection connection = engine.connect()) {
      Ledger.addPending(connection, TRIAL);
      Ledger.removePending(connection, TRIAL);
    }
  }
}
