package dev.vane.storage.delta;

import dev.vane.spi.AsOf;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.StoredFile;
import dev.vane.storage.delta.log.CommitConflictException;
import dev.vane.storage.delta.log.CommitOutcomeUnknownException;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.DeltaLog;
import dev.vane.storage.delta.log.DeltaLogLibrary;
import dev.vane.storage.delta.log.LogSnapshot;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Logs that work but for what a test does before and after their commits. */
record HookedLibrary(DeltaLogLibrary library, Hook hook) implements DeltaLogLibrary {
  /** What a test does; it may throw, wait, or end the process. */
  interface Hook {
    default void beforeCommit() {}

    default void afterCommit() {}
  }

  @Override
  public DeltaLog open(Path table) {
    return new HookedLog(library.open(table), hook);
  }

  @Override
  public void close() {
    library.close();
  }

  private record HookedLog(DeltaLog log, Hook hook) implements DeltaLog {
    @Override
    public Optional<LogSnapshot> snapshot(AsOf asOf) {
      return log.snapshot(asOf);
    }

    @Override
    public long commit(CommitPlan plan)
        throws CommitConflictException, CommitOutcomeUnknownException {
      hook.beforeCommit();
      long version = log.commit(plan);
      hook.afterCommit();
      return version;
    }

    @Override
    public long checkpoint() {
      return log.checkpoint();
    }

    @Override
    public List<StoredFile> leftOvers(Instant limit) {
      return log.leftOvers(limit);
    }

    @Override
    public Path commitFile(long version) {
      return log.commitFile(version);
    }

    @Override
    public FileIO files() {
      return log.files();
    }
  }
}
