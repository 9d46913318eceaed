package dev.vane.storage.duckdb;

import dev.vane.duckdb.types.ColumnDefinition;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

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
  private final AtomicLong clock;
  private volatile @Nullable SettledTable settled;
  private volatile @Nullable KnownSchema knownSchema;
  private volatile List<ColumnDefinition> columns = List.of();
  private volatile long version = NO_VERSION;
  private volatile long totalRows;
  private final AtomicLong incarnation = new AtomicLong();
  private volatile boolean stored;
  // Guarded by the registry.
  private int writers;

  /** The schema that a scan of these columns gives. */
  private record KnownSchema(List<ColumnDefinition> columns, Schema schema) {}

  /**
   * A table that is not in the file yet.
   *
   * @param clock counts the commits of all tables
   */
  TableState(TableId id, AtomicLong clock) {
    this.id = id;
    this.clock = clock;
  }

  /** A table that is in the file. */
  TableState(
      TableId id, AtomicLong clock, List<ColumnDefinition> columns, long version, long totalRows) {
    this(id, clock);
    this.columns = List.copyOf(columns);
    this.version = version;
    this.totalRows = totalRows;
    stored = true;
    settle();
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

  /** Takes over a commit that was on disk although its writer was told of a failure. */
  void refresh(long newestVersion, long newestTotal) {
    lock.lock();
    try {
      books.forget();
      if (newestVersion > version) {
        unsettle();
        committed(newestVersion, newestTotal);
        incarnation.incrementAndGet();
      }
    } finally {
      lock.unlock();
    }
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

  /** A commit is about to happen; called under the lock. */
  void unsettle() {
    settled = null;
  }

  /** The commit has happened, and all that it changed was told; called under the lock. */
  void settle() {
    settled = new SettledTable(clock.incrementAndGet(), version, totalRows, columns);
  }

  /**
   * The table as it is for a view of the file that was taken after this moment of the clock.
   *
   * @return empty when a commit has begun since, so that only the file can tell
   */
  Optional<SettledTable> settledAt(long moment) {
    return Optional.ofNullable(settled).filter(table -> table.since() <= moment);
  }

  /** The schema that a scan of the table gives; asked for again only when columns have changed. */
  Schema schema(SettledTable table, Supplier<Schema> ask) {
    KnownSchema known = knownSchema;
    if (known == null || !known.columns().equals(table.columns())) {
      known = new KnownSchema(table.columns(), ask.get());
      knownSchema = known;
    }
    return known.schema();
  }

  VaneException changedMeanwhile() {
    return new VaneException(
        ErrorCode.WRITE_CONFLICT,
        "Another stream replaced or changed the table %s while this one was written; send it again."
            .formatted(Names.quoted(id.name())));
  }
}
