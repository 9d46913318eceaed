package dev.vane.gateway.ingest;

import dev.vane.gateway.apply.TableApplier;
import dev.vane.spi.BatchCheck;
import dev.vane.spi.Capability;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Keeps changes of a table's columns and batches that were checked against them apart. A change
 * waits until what passed the check is in the table; streams that are open check again after it.
 */
final class TableDoor {
  private final StreamTarget target;
  private final TableApplier applier;
  private final Duration patience;

  TableDoor(StreamTarget target, TableApplier applier, Duration patience) {
    this.target = target;
    this.applier = applier;
    this.patience = patience;
  }

  TableApplier applier() {
    return applier;
  }

  /** Whether a commit of the stream may change the table for others. */
  boolean mayChange() {
    return target.options().mode() != WriteMode.APPEND
        || target.options().schemaMode() == SchemaMode.MERGE;
  }

  /** Runs a commit that may change the table. */
  <T> T change(Callable<T> commit) {
    Lock lock = applier.structure().writeLock();
    lock.lock();
    try {
      awaitApplied();
      T result = commit.call();
      applier.changed();
      return result;
    } catch (VaneException e) {
      throw e;
    } catch (Exception e) {
      throw new VaneException(ErrorCode.INTERNAL, "The commit failed.", e);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything that was taken for the table is in it. */
  void awaitApplied() {
    try {
      if (!applier.await(patience, true)) {
        throw new VaneException(
            ErrorCode.WRITE_CONFLICT,
            "Acknowledged batches wait to go into the table %s before, and its storage does not take them. Send the stream again later."
                .formatted(Names.quoted(target.table().name())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaneException(
          ErrorCode.SHUTTING_DOWN, "The gateway is stopping; send the stream again later.", e);
    }
  }

  /**
   * Makes the table ready for batches of this schema, in a commit without rows where there is
   * anything to do: it is created, or gets new columns.
   *
   * @param returning whether the producer has written before, so that its own table is no reason to
   *     refuse mode create
   */
  void prepare(Schema schema, boolean returning) {
    boolean exists = target.storage().find(target.table()).isPresent();
    if (exists && target.options().mode() == WriteMode.CREATE && !returning) {
      throw new VaneException(
          ErrorCode.TABLE_EXISTS,
          "The table %s exists; append to it, or choose another name."
              .formatted(Names.quoted(target.table().name())));
    }
    if (exists && fits(schema)) {
      return;
    }
    boolean create = !exists && target.options().mode() == WriteMode.CREATE;
    WriteOptions options = create ? target.options() : appending();
    change(
        () -> {
          try (TableWriter writer = target.storage().openWriter(target.table(), schema, options)) {
            return writer.commit();
          }
        });
  }

  private boolean fits(Schema schema) {
    if (target.options().schemaMode() == SchemaMode.STRICT) {
      return true; // What does not fit is refused by the check.
    }
    try {
      check(schema).close();
      return true;
    } catch (VaneException e) {
      if (e.code() == ErrorCode.SCHEMA_MISMATCH) {
        return false;
      }
      throw e;
    }
  }

  /** The check of batches against the table as it is now. */
  BatchCheck check(Schema schema) {
    return target.storage().openCheck(target.table(), schema, appending());
  }

  /** A check that a stream needs anew because its table was changed. */
  BatchCheck checkAgain(Schema schema, Optional<String> lastDurable) {
    try {
      return check(schema);
    } catch (VaneException e) {
      throw changed(e, lastDurable);
    }
  }

  /** What a mismatch is called for somebody who wrote to the table before. */
  static VaneException changed(VaneException e, Optional<String> lastDurable) {
    return e.code() == ErrorCode.SCHEMA_MISMATCH || e.code() == ErrorCode.TABLE_NOT_FOUND
        ? new VaneException(
            ErrorCode.SCHEMA_CHANGED,
            "The stream's columns and those of its table went apart since it wrote last. %s %s"
                .formatted(e.text(), lastDurable.orElse("What was acknowledged stays.")),
            e)
        : e;
  }

  private WriteOptions appending() {
    WriteOptions options = target.options();
    return new WriteOptions(
        WriteMode.APPEND,
        target.storage().capabilities().contains(Capability.SCHEMA_MERGE)
            ? options.schemaMode()
            : SchemaMode.STRICT,
        options.chunkRows(),
        options.partitionBy(),
        options.options(),
        List.of());
  }
}
