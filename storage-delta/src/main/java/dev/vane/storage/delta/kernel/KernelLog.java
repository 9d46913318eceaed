package dev.vane.storage.delta.kernel;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.file.StoredFile;
import dev.vane.storage.delta.file.UnconfirmedException;
import dev.vane.storage.delta.log.CommitConflictException;
import dev.vane.storage.delta.log.CommitFiles;
import dev.vane.storage.delta.log.CommitOutcomeUnknownException;
import dev.vane.storage.delta.log.CommitPlan;
import dev.vane.storage.delta.log.DeltaLog;
import dev.vane.storage.delta.log.LogSnapshot;
import dev.vane.storage.delta.log.OptimisticCommit;
import io.delta.kernel.Snapshot;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.exceptions.UnsupportedProtocolVersionException;
import io.delta.kernel.exceptions.UnsupportedTableFeatureException;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TransactionImpl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The log of one table through Kernel. */
final class KernelLog implements DeltaLog {
  private final Path table;
  private final Path logDirectory;
  private final KernelEngine engine;
  private final LogCommitter committer;
  private final BackgroundWork background;

  /** Writers of this process take turns, instead of losing races against each other. */
  private final ReentrantLock commits = new ReentrantLock();

  private volatile @Nullable Newest newest;

  /**
   * The newest snapshot that was seen.
   *
   * @param changed the tag of the snapshot's commit file, which tells it from another table that
   *     took its place
   * @param stale whether it is to be read anew for another reason than a new commit
   */
  private record Newest(KernelLogSnapshot snapshot, String changed, boolean stale) {}

  KernelLog(Path table, KernelEngine engine, LogCommitter committer, BackgroundWork background) {
    this.table = table.toAbsolutePath().normalize();
    this.logDirectory = this.table.resolve("_delta_log");
    this.engine = engine;
    this.committer = committer;
    this.background = background;
  }

  @Override
  public Optional<LogSnapshot> snapshot(AsOf asOf) {
    Optional<KernelLogSnapshot> latest = latest();
    if (latest.isEmpty() || asOf instanceof AsOf.Latest) {
      return latest.map(snapshot -> snapshot);
    }
    return asOf instanceof AsOf.Version version
        ? Optional.of(atVersion(latest.get(), version.version()))
        : Optional.of(atTimestamp(latest.get(), ((AsOf.Timestamp) asOf).instant()));
  }

  private Optional<KernelLogSnapshot> latest() {
    Newest known = newest;
    if (known != null && isCurrent(known)) {
      return Optional.of(known.snapshot);
    }
    try {
      if (!engine.files().store().isFolder(logDirectory)) {
        newest = null;
        return Optional.empty();
      }
      KernelLogSnapshot loaded =
          load(builder -> builder)
              .after(known == null || !known.snapshot.isComplete() ? null : known.snapshot);
      remember(loaded);
      return Optional.of(loaded);
    } catch (TableNotFoundException e) {
      newest = null;
      return Optional.empty();
    } catch (IOException e) {
      throw KernelErrors.unreadable(table, new UncheckedIOException(e));
    } catch (RuntimeException e) {
      throw KernelErrors.unreadable(table, e);
    }
  }

  private boolean isCurrent(Newest known) {
    long version = known.snapshot.version();
    return !known.stale
        && known.snapshot.isComplete()
        && found(version + 1).isEmpty()
        && found(version).map(StoredFile::tag).map(known.changed::equals).orElse(false);
  }

  private void remember(KernelLogSnapshot snapshot) {
    newest =
        found(snapshot.version()).map(file -> new Newest(snapshot, file.tag(), false)).orElse(null);
  }

  private Optional<StoredFile> found(long version) {
    try {
      return engine.files().store().find(commitFile(version));
    } catch (IOException e) {
      throw KernelErrors.unreadable(table, new UncheckedIOException(e));
    }
  }

  @Override
  public FileIO files() {
    return engine.files().store();
  }

  @Override
  public Path commitFile(long version) {
    return logDirectory.resolve(CommitFiles.name(version));
  }

  private KernelLogSnapshot load(UnaryOperator<SnapshotBuilder> options) {
    SnapshotBuilder builder =
        TableManager.loadSnapshot(KernelPaths.toKernel(table)).withCommitter(committer);
    return new KernelLogSnapshot(
        table, engine, (SnapshotImpl) options.apply(builder).build(engine));
  }

  private LogSnapshot atVersion(KernelLogSnapshot latest, long version) {
    if (version == latest.version()) {
      return latest;
    }
    if (version < 0 || version > latest.version()) {
      throw noSuchVersion("version " + version, latest, null);
    }
    return travel("version " + version, latest, builder -> builder.atVersion(version));
  }

  private LogSnapshot atTimestamp(KernelLogSnapshot latest, Instant instant) {
    long millis = instant.toEpochMilli();
    if (millis >= latest.kernelSnapshot().getTimestamp(engine)) {
      return latest;
    }
    return travel(
        "version at " + instant,
        latest,
        builder -> builder.atTimestamp(millis, latest.kernelSnapshot()));
  }

  private LogSnapshot travel(
      String wanted, KernelLogSnapshot latest, UnaryOperator<SnapshotBuilder> options) {
    try {
      return load(options);
    } catch (UnsupportedTableFeatureException | UnsupportedProtocolVersionException e) {
      throw KernelErrors.unreadable(table, e);
    } catch (KernelException e) {
      throw noSuchVersion(wanted, latest, e);
    } catch (RuntimeException e) {
      throw KernelErrors.unreadable(table, e);
    }
  }

  private VaneException noSuchVersion(
      String wanted, KernelLogSnapshot latest, @Nullable Throwable cause) {
    return new VaneException(
        ErrorCode.VERSION_NOT_FOUND,
        "The Delta table %s has no %s; its newest version is %d, and old ones are removed in time."
            .formatted(Names.quoted(String.valueOf(table.getFileName())), wanted, latest.version()),
        cause);
  }

  @Override
  public long commit(CommitPlan plan)
      throws CommitConflictException, CommitOutcomeUnknownException {
    commits.lock();
    try {
      return OptimisticCommit.commit(plan, files(), logDirectory, target);
    } catch (IOException e) {
      throw KernelErrors.notWritten(table, e);
    } finally {
      commits.unlock();
    }
  }

  private final OptimisticCommit.Target target =
      new OptimisticCommit.Target() {
        @Override
        public OptionalLong attempt(CommitPlan plan) throws CommitOutcomeUnknownException {
          return KernelLog.this.attempt(plan);
        }

        @Override
        public LogSnapshot newest() {
          readAnew();
          return snapshot(AsOf.LATEST).orElseThrow(() -> KernelErrors.gone(table));
        }
      };

  /**
   * A base that others have built on is not tried: a transaction changes its base's histogram of
   * file sizes, so Kernel may fail over one that was used before.
   */
  private OptionalLong attempt(CommitPlan plan) throws CommitOutcomeUnknownException {
    if (found(plan.version()).isPresent()) {
      return OptionalLong.empty();
    }
    try {
      Newest known = newest;
      TransactionImpl transaction = KernelTransactions.begin(table, engine, committer, plan);
      transaction.withCommitterProperties(() -> LogCommitter.properties(plan));
      TransactionCommitResult result = transaction.commit(engine, KernelActions.of(plan));
      Optional<Snapshot> made =
          KernelActions.isPast(plan) ? Optional.empty() : result.getPostCommitSnapshot();
      made.ifPresentOrElse(
          snapshot ->
              remember(
                  new KernelLogSnapshot(table, engine, (SnapshotImpl) snapshot)
                      .after(known == null ? null : known.snapshot)),
          this::readAnew);
      for (PostCommitHook hook : result.getPostCommitHooks()) {
        schedule(hook, result.getVersion(), KernelActions.isPast(plan));
      }
      return OptionalLong.of(result.getVersion());
    } catch (MaxCommitRetryLimitReachedException e) {
      return OptionalLong.empty();
    } catch (VaneException e) {
      throw e;
    } catch (RuntimeException e) {
      readAnew();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof UnconfirmedException) {
          throw new CommitOutcomeUnknownException("the disk did not confirm the commit", e);
        }
      }
      throw KernelErrors.notWritten(table, e);
    }
  }

  @Override
  public long checkpoint() {
    KernelLogSnapshot latest =
        latest()
            .orElseThrow(
                () ->
                    new VaneException(
                        ErrorCode.TABLE_NOT_FOUND,
                        "There is no Delta table in the folder %s."
                            .formatted(Names.quoted(String.valueOf(table.getFileName())))));
    try {
      checkpoint(latest);
      return latest.version();
    } catch (CheckpointAlreadyExistsException e) {
      return latest.version();
    } catch (IOException | RuntimeException e) {
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The checkpoint of the Delta table %s could not be written; the table is as it was."
              .formatted(Names.quoted(String.valueOf(table.getFileName()))),
          e);
    }
  }

  @Override
  public List<StoredFile> leftOvers(Instant limit) {
    try {
      return files().leftOvers(logDirectory, limit);
    } catch (IOException e) {
      throw KernelErrors.unreadable(table, new UncheckedIOException(e));
    }
  }

  private void readAnew() {
    Newest known = newest;
    if (known != null) {
      newest = new Newest(known.snapshot, known.changed, true);
    }
  }

  /** After a checkpoint the snapshot is read anew, so that it stands on the checkpoint. */
  private void checkpoint(KernelLogSnapshot version) throws IOException {
    OwnCheckpoint own = new OwnCheckpoint(engine, version.kernelSnapshot());
    if (own.isNeeded()) {
      own.write();
      own.removeExpired();
    } else {
      version.kernelSnapshot().writeCheckpoint(engine);
    }
    readAnew();
  }

  /**
   * What Kernel wants to be done after a commit.
   *
   * @param partly whether Kernel has not seen all of it
   */
  private void schedule(PostCommitHook hook, long version, boolean partly) {
    background.submit(
        hook.getType() + " of " + table,
        () -> {
          switch (hook.getType()) {
            case CHECKPOINT -> {
              OwnCheckpoint own = new OwnCheckpoint(engine, at(version).kernelSnapshot());
              if (own.isNeeded()) {
                own.write();
              } else {
                hook.threadSafeInvoke(engine);
              }
              own.removeExpired();
              readAnew();
            }
            case CHECKSUM_FULL -> CountedChecksum.write(engine, at(version));
            case CHECKSUM_SIMPLE -> {
              if (partly) {
                CountedChecksum.write(engine, at(version));
              } else {
                hook.threadSafeInvoke(engine);
              }
            }
            default -> hook.threadSafeInvoke(engine);
          }
        });
  }

  private KernelLogSnapshot at(long version) {
    Newest known = newest;
    return known != null && !known.stale && known.snapshot.version() == version
        ? known.snapshot
        : load(builder -> builder.atVersion(version));
  }
}
