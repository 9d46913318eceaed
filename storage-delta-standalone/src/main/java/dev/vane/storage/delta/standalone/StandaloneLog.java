package dev.vane.storage.delta.standalone;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.LocalFileIO;
import dev.vane.storage.delta.file.StoredFile;
import dev.vane.storage.delta.file.UnconfirmedException;
import dev.vane.storage.delta.log.CommitConflictException;
import dev.vane.storage.delta.log.CommitFiles;
import dev.vane.storage.delta.log.CommitOutcomeUnknownException;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.DeltaLog;
import dev.vane.storage.delta.log.LogSnapshot;
import dev.vane.storage.delta.log.OptimisticCommit;
import io.delta.standalone.OptimisticTransaction;
import io.delta.standalone.Snapshot;
import io.delta.standalone.internal.DeltaLogImpl;
import io.delta.standalone.internal.SnapshotImpl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of one table through Standalone. */
final class StandaloneLog implements DeltaLog {
  private static final Logger logger = LoggerFactory.getLogger(StandaloneLog.class);

  private final Path table;
  private final Path logDirectory;
  private final LocalFileIO store;
  private final Configuration configuration;
  private final String engineInfo;

  /** Writers of this process take turns, instead of losing races against each other. */
  private final ReentrantLock commits = new ReentrantLock();

  private final OptimisticCommit.Target target =
      new OptimisticCommit.Target() {
        @Override
        public OptionalLong attempt(CommitPlan plan) throws CommitOutcomeUnknownException {
          return StandaloneLog.this.attempt(plan);
        }

        @Override
        public LogSnapshot newest() {
          return latest().<LogSnapshot>map(Newest::snapshot).orElseThrow(() -> gone());
        }
      };

  private volatile @Nullable Newest newest;

  /**
   * The newest snapshot that was seen.
   *
   * @param log Standalone's, which follows the table
   * @param changed when the snapshot's commit file was written, which tells it from another table
   *     that took its place
   */
  private record Newest(DeltaLogImpl log, StandaloneSnapshot snapshot, FileTime changed) {}

  StandaloneLog(Path table, LocalFileIO store, Configuration configuration, String engineInfo) {
    this.store = store;
    this.table = table.toAbsolutePath().normalize();
    this.logDirectory = this.table.resolve("_delta_log");
    this.configuration = configuration;
    this.engineInfo = engineInfo;
  }

  @Override
  public Optional<LogSnapshot> snapshot(AsOf asOf) {
    return latest().map(latest -> travel(latest, asOf));
  }

  private LogSnapshot travel(Newest latest, AsOf asOf) {
    if (asOf instanceof AsOf.Version wanted && wanted.version() != latest.snapshot.version()) {
      return travel(
          "version " + wanted.version(),
          latest,
          log -> log.getSnapshotForVersionAsOf(wanted.version()));
    }
    if (asOf instanceof AsOf.Timestamp wanted
        && wanted.instant().isBefore(latest.snapshot.committedAt())) {
      return travel(
          "version at " + wanted.instant(),
          latest,
          log -> log.getSnapshotForTimestampAsOf(wanted.instant().toEpochMilli()));
    }
    return latest.snapshot;
  }

  private LogSnapshot travel(
      String wanted, Newest latest, Function<DeltaLogImpl, Snapshot> travel) {
    try {
      return new StandaloneSnapshot(table, (SnapshotImpl) travel.apply(latest.log));
    } catch (RuntimeException e) {
      throw new VaneException(
          ErrorCode.VERSION_NOT_FOUND,
          "The Delta table %s has no %s; its newest version is %d, and old ones are removed in time."
              .formatted(StandaloneErrors.name(table), wanted, latest.snapshot.version()),
          e);
    }
  }

  private Optional<Newest> latest() {
    Newest known = newest;
    if (known != null && isUnchanged(known) && !Files.exists(nextCommit(known))) {
      return Optional.of(known);
    }
    if (!Files.isDirectory(logDirectory)) {
      newest = null;
      return Optional.empty();
    }
    try {
      DeltaLogImpl log = known != null && isUnchanged(known) ? known.log : openLog();
      return remember(log, log.update());
    } catch (RuntimeException e) {
      throw StandaloneErrors.unreadable(table, e);
    }
  }

  private DeltaLogImpl openLog() {
    return DeltaLogImpl.forTable(
        configuration, new org.apache.hadoop.fs.Path("file", null, table.toString()));
  }

  private boolean isUnchanged(Newest known) {
    return changed(known.snapshot.version()).map(known.changed::equals).orElse(false);
  }

  private Path nextCommit(Newest known) {
    return commitFile(known.snapshot.version() + 1);
  }

  private Optional<Newest> remember(DeltaLogImpl log, SnapshotImpl snapshot) {
    if (snapshot.getVersion() < 0) {
      newest = null;
      return Optional.empty();
    }
    Newest read =
        new Newest(
            log,
            new StandaloneSnapshot(table, snapshot),
            changed(snapshot.getVersion()).orElse(FileTime.fromMillis(0)));
    newest = read;
    return Optional.of(read);
  }

  private Optional<FileTime> changed(long version) {
    try {
      return Optional.of(Files.getLastModifiedTime(commitFile(version)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public Path commitFile(long version) {
    return logDirectory.resolve(CommitFiles.name(version));
  }

  @Override
  public long commit(CommitPlan plan)
      throws CommitConflictException, CommitOutcomeUnknownException {
    if (!plan.writerFeatures().isEmpty()) {
      throw StandaloneErrors.featureUnknown(table, plan.writerFeatures());
    }
    commits.lock();
    try {
      return OptimisticCommit.commit(plan, store, logDirectory, target);
    } catch (IOException e) {
      throw StandaloneErrors.notWritten(table, e);
    } finally {
      commits.unlock();
    }
  }

  /** Tries once: a lost race comes out of the store, before Standalone's own rules apply. */
  private OptionalLong attempt(CommitPlan plan) throws CommitOutcomeUnknownException {
    long version = plan.version();
    if (Files.exists(commitFile(version))) {
      return OptionalLong.empty();
    }
    StandaloneLogStore.forget();
    try {
      DeltaLogImpl log = latest().map(Newest::log).orElseGet(this::openLog);
      OptimisticTransaction transaction = log.startTransaction();
      if (transaction.readVersion() != version - 1) {
        return OptionalLong.empty();
      }
      if (!plan.blindAppend()) {
        transaction.readWholeTable();
      }
      plan.metadata()
          .map(
              changed ->
                  StandaloneActions.metadata(
                      changed,
                      plan.base().map(base -> ((StandaloneSnapshot) base).standaloneMetadata())))
          .ifPresent(transaction::updateMetadata);
      transaction.commit(StandaloneActions.of(plan), StandaloneActions.operation(plan), engineInfo);
    } catch (StandaloneLogStore.VersionTakenException e) {
      return OptionalLong.empty();
    } catch (VaneException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      requireCommitted(version, e);
    }
    return OptionalLong.of(version);
  }

  /** What Standalone does after the commit, such as a checkpoint, is not worth failing for. */
  private void requireCommitted(long version, Throwable failure)
      throws CommitOutcomeUnknownException {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnconfirmedException) {
        throw new CommitOutcomeUnknownException("the disk did not confirm the commit", failure);
      }
    }
    if (!StandaloneLogStore.hasPublished(CommitFiles.name(version))) {
      throw StandaloneErrors.notWritten(table, failure);
    }
    logger.warn(
        "Version {} of {} is committed; the checkpoint or cleaning after it failed, and a later"
            + " commit will make up for it",
        version,
        table,
        failure);
  }

  @Override
  public long checkpoint() {
    Newest latest = latest().orElseThrow(this::gone);
    try {
      latest.log.checkpoint();
      return latest.snapshot.version();
    } catch (RuntimeException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The checkpoint of the Delta table %s could not be written; the table is as it was."
              .formatted(StandaloneErrors.name(table)),
          e);
    }
  }

  @Override
  public FileIO files() {
    return store;
  }

  @Override
  public List<StoredFile> leftOvers(Instant limit) {
    try {
      return store.leftOvers(logDirectory, limit);
    } catch (IOException e) {
      throw StandaloneErrors.unreadable(table, e);
    }
  }

  private VaneException gone() {
    return new VaneException(
        ErrorCode.TABLE_NOT_FOUND,
        "There is no Delta table in the folder %s any more."
            .formatted(StandaloneErrors.name(table)));
  }
}
