package dev.vane.storage.delta;

import dev.vane.duckdb.DuckDbEngine;
import dev.vane.duckdb.DuckDbErrors;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.CrashPoint;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.LogPosition;
import dev.vane.spi.Names;
import dev.vane.spi.ProducerKey;
import dev.vane.spi.TableId;
import dev.vane.spi.TableLedger;
import dev.vane.spi.VaneException;
import dev.vane.storage.delta.hot.HotBooks;
import dev.vane.storage.delta.hot.HotFile;
import dev.vane.storage.delta.hot.HotSegment;
import dev.vane.storage.delta.schema.DeltaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The segments of one table. Commits take its lock, one after the other; rows go into the newest
 * segment until that is sealed. A sealed segment never changes again. Safe for many threads.
 */
final class HotTable {
  private final TableId id;
  private final DuckDbEngine engine;
  private final HotFile file;
  private final TableLedger ledger;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ProducerKey, LedgerEntry> newest = new HashMap<>();
  private final Map<String, Long> positions = new HashMap<>();
  private volatile List<HotSegment> segments;
  private long sealedTo;

  /**
   * A table with the segments that an earlier process left. They are sealed, because the table may
   * have taken them already.
   *
   * @param ledger of both tiers
   */
  HotTable(
      TableId id,
      DuckDbEngine engine,
      HotFile file,
      TableLedger ledger,
      List<HotSegment> segments) {
    this.id = id;
    this.engine = engine;
    this.file = file;
    this.ledger = ledger;
    this.segments = List.copyOf(segments);
    this.sealedTo = segments.stream().mapToLong(HotSegment::number).max().orElse(0);
  }

  /** As the table was spelled when its first segment was made. */
  TableId id() {
    return id;
  }

  /** All that there are, the oldest first. */
  List<HotSegment> segments() {
    return segments;
  }

  long rows() {
    return segments.stream().mapToLong(HotSegment::rows).sum();
  }

  long bytes() {
    return segments.stream().mapToLong(HotSegment::bytes).sum();
  }

  long batches() {
    return segments.stream().mapToLong(HotSegment::batches).sum();
  }

  /** When the oldest row may have come; empty when there is none. */
  Optional<Instant> since() {
    return segments.stream()
        .filter(segment -> segment.rows() > 0)
        .map(HotSegment::since)
        .findFirst();
  }

  /** Whether a segment has anything of one of the producers. */
  boolean holds(Collection<ProducerKey> keys) {
    if (segments.isEmpty()) {
      return false;
    }
    try (EngineConnection connection = engine.connect()) {
      return keys.stream().anyMatch(key -> HotBooks.newest(connection, id, key).isPresent());
    }
  }

  /**
   * Commits rows and marks.
   *
   * @param columns the table's, as the rows have them
   * @param values an expression for each column, over the columns of the chunks
   * @param chunks stay the caller's
   * @param taken the last segment that the table has
   * @throws VaneException {@link ErrorCode#LEDGER_MOVED} as {@link
   *     dev.vane.spi.TableWriter#commit(CommitMarks)}
   */
  void commit(
      DeltaType.Struct columns,
      List<String> values,
      List<ArrowChunk> chunks,
      CommitMarks marks,
      long taken) {
    lock.lock();
    try {
      file.requireWritable();
      requireFollows(marks);
      HotSegment before = segment(columns, taken);
      HotSegment after = write(before, values, chunks, marks);
      List<HotSegment> changed = new ArrayList<>(segments);
      changed.set(changed.indexOf(before), after);
      segments = List.copyOf(changed);
      remember(marks);
    } catch (RuntimeException failure) {
      VaneException told = DuckDbErrors.storage(failure);
      if (told.code() != ErrorCode.LEDGER_MOVED) {
        file.failed(told);
        refresh();
      }
      throw told;
    } finally {
      lock.unlock();
    }
  }

  private HotSegment write(
      HotSegment segment, List<String> values, List<ArrowChunk> chunks, CommitMarks marks) {
    long rows = chunks.stream().mapToLong(ArrowChunk::rows).sum();
    long bytes = chunks.stream().mapToLong(ArrowChunk::bytes).sum();
    file.requireRoom(bytes);
    try (EngineConnection connection = engine.connectToLoad()) {
      connection.begin();
      for (ArrowChunk chunk : chunks) {
        connection.consume(chunk, source -> segment.insertStatement(values, source));
      }
      HotSegment after =
          HotBooks.record(connection, segment, rows, bytes, marks.entries(), marks.position());
      CrashPoint.reach("hot.rows");
      connection.commit();
      CrashPoint.reach("hot.committed");
      return after;
    }
  }

  /** The segment that takes rows of these columns; under the lock. */
  private HotSegment segment(DeltaType.Struct columns, long taken) {
    List<HotSegment> all = segments;
    if (!all.isEmpty()) {
      HotSegment last = all.get(all.size() - 1);
      if (last.number() > sealedTo && last.columns().equals(columns)) {
        return last;
      }
      sealedTo = last.number();
    }
    try (EngineConnection connection = engine.connect()) {
      HotSegment made =
          HotBooks.add(
              connection, new HotSegment(0, id, columns, 0, 0, 0, 0, Instant.now()), taken);
      List<HotSegment> more = new ArrayList<>(all);
      more.add(made);
      segments = List.copyOf(more);
      return made;
    }
  }

  private void requireFollows(CommitMarks marks) {
    for (LedgerEntry entry : marks.entries()) {
      LedgerEntry known = newest.get(entry.key());
      entry.requireFollows(
          known == null
              ? ledger.newest(entry.key()).map(commit -> commit.entry())
              : Optional.of(known));
    }
    marks.position().ifPresent(this::requireBeyond);
  }

  private void requireBeyond(LogPosition position) {
    long reached =
        positions.computeIfAbsent(
            position.log(), log -> ledger.position(log).orElse(Long.MIN_VALUE));
    if (position.position() <= reached) {
      throw new VaneException(
          ErrorCode.LEDGER_MOVED,
          "The table %s holds the log %s up to %d already, and the commit goes to %d; its rows are there."
              .formatted(
                  Names.quoted(id.name()),
                  Names.quoted(position.log()),
                  reached,
                  position.position()));
    }
  }

  private void remember(CommitMarks marks) {
    marks.entries().forEach(entry -> newest.put(entry.key(), entry));
    marks.position().ifPresent(reached -> positions.put(reached.log(), reached.position()));
  }

  /** What is known of the ledgers may be wrong: others wrote, or a commit's end was not seen. */
  void forgetLedger() {
    lock.lock();
    try {
      newest.clear();
      positions.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Asks the file again after a failure whose outcome is not known. */
  void refresh() {
    lock.lock();
    try {
      forgetLedger();
      try (EngineConnection connection = engine.connect()) {
        segments =
            HotBooks.segments(connection).stream()
                .filter(segment -> segment.table().key().equals(id.key()))
                .toList();
      } catch (VaneException unreadable) {
        // Whoever uses the file next finds it so too, and asks again when it is back.
        file.failed(unreadable);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The segments that take no more rows. */
  List<HotSegment> sealed() {
    lock.lock();
    try {
      return segments.stream().filter(segment -> segment.number() <= sealedTo).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Lets no row into the segments that there are, and gives those. */
  List<HotSegment> seal() {
    lock.lock();
    try {
      segments.stream().mapToLong(HotSegment::number).max().ifPresent(last -> sealedTo = last);
      return segments;
    } finally {
      lock.unlock();
    }
  }

  /** Removes segments that the table has taken. */
  void remove(List<HotSegment> taken) {
    lock.lock();
    try (EngineConnection connection = engine.connect()) {
      HotBooks.remove(connection, taken);
      CrashPoint.reach("move.removed");
      newest.clear();
      List<Long> numbers = taken.stream().map(HotSegment::number).toList();
      segments =
          segments.stream()
              .filter(segment -> !numbers.contains(segment.number()))
              .collect(Collectors.toUnmodifiableList());
    } catch (VaneException failure) {
      file.failed(failure);
      throw failure;
    } finally {
      lock.unlock();
    }
  }
}
