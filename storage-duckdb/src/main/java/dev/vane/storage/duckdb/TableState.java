package dev.vane.storage.duckdb;

import dev.vane.duckdb.types.ColumnDefinition;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What this process knows of a table that is in the file: the file is locked by the process, so
 * nobody else changes it. Commits to one table take its lock, one after the other, which makes
 * versions run without gaps; whoever only looks may see the state before or after a commit.
 *
 * <p>The incarnation counts changes of the columns and replacements of the rows; a stream that was
 * checked against an older one must not commit.
 */
final class TableState {
  /** The version of a table that no stream has committed to. */
  static final long NO_VERSION = 0;

  final ReentrantLock lock = new ReentrantLock();

  /** Used under the lock. */
  final ProducerBooks books = new ProducerBooks();

  private final TableId id;
  private volatile List<ColumnDefinition> columns = List.of();
  private volatile long version = NO_VERSION;
  private volatile long totalRows;
  private final AtomicLong incarnation = new AtomicLong();
  private volatile boolean stored;
  // Guarded by the registry.
  private int writers;

  /** A table that is not in the file yet. */
  TableState(TableId id) {
    this.id = id;
  }

  /** A table that is in the file. */
  TableState(TableId id, List<ColumnDefinition> columns, long version, long totalRows) {
    this.id = id;
    this.columns = List.copyOf(columns);
    this.version = version;
    this.totalRows = totalRows;
    stored = true;
  }

  /** The table as it was spelled when it was made. */
  TableId id() {
    return id;
  }

  List<ColumnDefinition> columns() {
    return columns;
  }

  long version() {
    return version;
  }

  boolean isVisible() {
    return version != NO_VERSION;
  }

  long totalRows() {
    return totalRows;
  }

  long incarnation() {
    return incarnation.get();
  }

  /** Whether the file has a table of this name, visible or not. */
  boolean isStored() {
    return stored;
  }

  /** Says that the file now has the table, for streams to come. */
  void stored(List<ColumnDefinition> newColumns) {
    columns = List.copyOf(newColumns);
    stored = true;
  }

  void addWriter() {
    writers++;
  }

  /** Says that a stream has ended; true if it was the last and the table was never committed to. */
  boolean removeWriter() {
    writers--;
    return writers == 0 && !isVisible();
  }

  /** A commit has happened; called under the lock. */
  void committed(long newVersion, long newTotal) {
    version = newVersion;
    totalRows = newTotal;
  }

  /** The columns were changed or the rows replaced; called under the lock. */
  void replaced(List<ColumnDefinition> newColumns) {
    columns = List.copyOf(newColumns);
    stored = true;
    incarnation.incrementAndGet();
  }

  VaneException changedMeanwhile() {
    return new VaneException(
        ErrorCode.WRITE_CONFLICT,
        "Another stream replaced or changed the table %s while this one was written; send it again."
            .formatted(Names.quoted(id.name())));
  }
}
