package dev.vane.duckdb.file;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.DuckDbErrors;
import dev.vane.duckdb.EngineConnection;
import dev.vane.spi.ErrorCode;
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
public final class FileRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(FileRecovery.class);

  private final DuckDbEngine engine;
  private final DatabaseFile file;
  private final Trial trial;
  private final AtomicLong doubts = new AtomicLong();

  /** How the owner of a file tries it. */
  public interface Trial {
    /** Reads a little of the file. */
    void read(EngineConnection connection);

    /** Makes a commit or two that change nothing in the end. */
    void write(EngineConnection connection);

    /** The file was opened again: what is known of it may have changed. */
    void openedAgain();
  }

  public FileRecovery(DuckDbEngine engine, DatabaseFile file, Trial trial) {
    this.engine = engine;
    this.file = file;
    this.trial = trial;
  }

  /** Notes a failure of any work on the file. */
  public void failed(VaneException failure) {
    if (failure.code() == ErrorCode.STORAGE_FULL || DuckDbErrors.refusesFile(failure)) {
      doubts.incrementAndGet();
    }
  }

  /**
   * Makes sure that the file can be read.
   *
   * @throws VaneException {@link ErrorCode#STORAGE_FAILED}, to be tried again
   */
  public void requireReadable() {
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
  public void requireWritable() {
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
      trial.read(connection);
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
    trial.openedAgain();
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
      trial.write(connection);
    }
  }
}
