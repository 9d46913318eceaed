package dev.vane.storage.delta.log;

import dev.vane.spi.AsOf;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.StoredFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The log of one table. Safe for use by many threads, and beside other writers of the same table in
 * other processes.
 */
public interface DeltaLog {
  /**
   * The table as of a version. The newest one is answered from memory while nothing was committed.
   *
   * @return empty when there is no table here
   * @throws dev.vane.spi.VaneException with {@code VERSION_NOT_FOUND}, or with {@code
   *     TABLE_UNREADABLE} or {@code STORAGE_CORRUPT} when the log can't be read
   */
  Optional<LogSnapshot> snapshot(AsOf asOf);

  /**
   * Appends one version to the log: durable on return, and never over another writer's version.
   * Versions that other writers made since the plan's base are taken into account: where they touch
   * nothing that the plan depends on, the plan goes on top of them. Checkpoints and checksums
   * follow in the background.
   *
   * @return the version
   * @throws CommitConflictException when another writer's commit forbids this one, naming its
   *     version; nothing of this one is then in the log
   * @throws CommitOutcomeUnknownException when the disk failed after the commit was published
   * @throws dev.vane.spi.VaneException when the table refuses such a commit or the disk failed
   *     before; nothing of it is then in the log
   */
  long commit(CommitPlan plan) throws CommitConflictException, CommitOutcomeUnknownException;

  /**
   * Writes a checkpoint of the newest version, from which readers start; nothing when there is one.
   *
   * @return the version
   * @throws dev.vane.spi.VaneException when there is no table, or it can't be written
   */
  long checkpoint();

  /**
   * Files of the log's folder that a writer left when it died, none younger than the limit or than
   * an hour.
   */
  List<StoredFile> leftOvers(Instant limit);

  /** The file that holds a version's actions, one JSON object to a line, unless it was removed. */
  Path commitFile(long version);

  /** Where the files of the table are. */
  FileIO files();
}
