package dev.vane.storage.delta;

import dev.vane.spi.AsOf;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.log.CommitConflictException;
import dev.vane.storage.delta.log.CommitOutcomeUnknownException;
import dev.vane.storage.delta.log.CommitPlan;
import org.jspecify.annotations.Nullable;

/**
 * A change that is decided from a version and committed over it. When another writer was faster it
 * is decided again from the version as it then is.
 */
final class LogChange {
  private static final int MAX_ATTEMPTS = 10;

  private LogChange() {}

  /** One attempt. */
  interface Attempt<T> {
    T over(TableState state) throws CommitConflictException, CommitOutcomeUnknownException;
  }

  static <T> T run(TableFolder folder, OpenFiles openFiles, Attempt<T> attempt) {
    CommitConflictException conflict = null;
    for (int count = 0; count < MAX_ATTEMPTS; count++) {
      try (OpenFiles.Pin pin =
          openFiles.pin(() -> folder.state(AsOf.LATEST)).orElseThrow(() -> gone(folder))) {
        return attempt.over(pin.state());
      } catch (CommitConflictException e) {
        conflict = e;
      } catch (CommitOutcomeUnknownException e) {
        throw unknown(folder, e);
      }
    }
    throw conflict(folder, conflict);
  }

  /** Commits a plan whose preparation is too dear to be done again. */
  static long once(TableFolder folder, CommitPlan plan) {
    try {
      return folder.log().commit(plan);
    } catch (CommitConflictException e) {
      throw conflict(folder, e);
    } catch (CommitOutcomeUnknownException e) {
      throw unknown(folder, e);
    }
  }

  private static VaneException conflict(
      TableFolder folder, @Nullable CommitConflictException cause) {
    return new VaneException(
        ErrorCode.WRITE_CONFLICT,
        "The commit to the table %s met another writer's: %s. Try again."
            .formatted(
                Names.quoted(folder.id().name()),
                cause == null ? "they were faster each time" : cause.getMessage()),
        cause);
  }

  private static VaneException unknown(TableFolder folder, Throwable cause) {
    return new VaneException(
        ErrorCode.STORAGE_FAILED,
        "The disk did not confirm the commit to the table %s; look at its history before doing it again."
            .formatted(Names.quoted(folder.id().name())),
        cause);
  }

  private static VaneException gone(TableFolder folder) {
    return new VaneException(
        ErrorCode.TABLE_NOT_FOUND,
        "The Delta table %s is gone; its folder has no log any more."
            .formatted(Names.quoted(folder.id().name())));
  }
}
