package dev.vane.storage.delta.log;

import dev.vane.storage.delta.file.FileIO;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Brings a plan into a log beside other writers. A version is tried; where another writer has it
 * already, every version since the plan's base is judged by {@link ConflictRules}, and the plan
 * tried again on top of the newest. This is the same for every library, whose own checks differ:
 * Kernel's pass over appends, for instance.
 */
public final class OptimisticCommit {
  /** Each lost race is another writer's progress, so this is far beyond what happens. */
  private static final int MAX_ATTEMPTS = 1_000;

  private OptimisticCommit() {}

  /** One log, as a commit needs it. */
  public interface Target {
    /**
     * Tries to make the version after the plan's base.
     *
     * @return the version, or empty when another writer made it first
     */
    OptionalLong attempt(CommitPlan plan) throws CommitOutcomeUnknownException;

    /** The newest version, read anew. */
    LogSnapshot newest();
  }

  /**
   * Commits.
   *
   * @return the version
   * @throws CommitConflictException when a version since the plan's base forbids it
   * @throws IOException when another writer's commit can't be read; nothing is committed then
   */
  public static long commit(CommitPlan plan, FileIO files, Path logDirectory, Target target)
      throws CommitConflictException, CommitOutcomeUnknownException, IOException {
    CommitPlan current = plan;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      OptionalLong version = target.attempt(current);
      if (version.isPresent()) {
        return version.getAsLong();
      }
      LogSnapshot newest = target.newest();
      requireSameTable(current, newest);
      ConflictRules rules = new ConflictRules(current);
      for (long winner = current.version(); winner <= newest.version(); winner++) {
        rules.check(CommitFiles.read(files, logDirectory, winner));
      }
      current = current.onto(newest);
    }
    throw new CommitConflictException(
        current.version(), "other writers were faster %d times".formatted(MAX_ATTEMPTS));
  }

  private static void requireSameTable(CommitPlan plan, LogSnapshot newest)
      throws CommitConflictException {
    if (plan.base().isPresent()
        && !plan.base().get().metadata().id().equals(newest.metadata().id())) {
      throw new CommitConflictException(
          newest.version(), "the table was dropped and made again meanwhile");
    }
  }
}
