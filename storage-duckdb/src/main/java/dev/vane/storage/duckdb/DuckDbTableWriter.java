package dev.vane.storage.duckdb;

import dev.vane.duckdb.DuckDbErrors;
import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.ingest.ChunkBuffer;
import dev.vane.duckdb.ingest.ValueCheck;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.CrashPoint;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;

/**
 * One stream: one connection, one transaction. Chunks are inserted in the background, one at a
 * time, while the next is received, so at most two are in memory. The transaction begins with the
 * first chunk; a short stream is one short transaction at its commit. Methods exclude each other,
 * because the storage may abort a stream that it does not run.
 */
final class DuckDbTableWriter implements TableWriter {
  private static final long CHUNK_BYTES = 64L << 20;

  // One statement over several row groups keeps all of the engine's threads at work, and the last
  // of them to end keeps the others waiting once, not often ("Loading into DuckDB",
  // ARCHITECTURE.md). So while a statement runs, rows gather for a large one; while none does, they
  // do not wait for more than one row group a thread.
  private static final long ROW_GROUPS_PER_STATEMENT = 8;
  private static final long ROW_GROUPS_TO_BEGIN = 2;

  private final DuckDbStorage storage;
  private final TableState state;
  private final WritePlan plan;
  private final BufferAllocator allocator;
  private final ChunkBuffer buffer;
  private @Nullable EngineConnection connection;
  private @Nullable Future<?> inserting;
  private long rows;
  private long bytes;
  private boolean transactionEnded;
  private boolean diskFull;
  private boolean ended;

  DuckDbTableWriter(
      DuckDbStorage storage, TableState state, WritePlan plan, int columns, long chunkRows) {
    this.storage = storage;
    this.state = state;
    this.plan = plan;
    allocator = storage.allocator().newChildAllocator("duckdb-stream", 0, Long.MAX_VALUE);
    buffer =
        new ChunkBuffer(
            allocator,
            columns,
            ValueCheck.INSTANTS_IN_MICROSECONDS,
            rowLimit(chunkRows, ROW_GROUPS_TO_BEGIN),
            this::isIdle,
            rowLimit(chunkRows, ROW_GROUPS_PER_STATEMENT),
            CHUNK_BYTES,
            this::insertLater);
  }

  /** Whole row groups are put together; a stream that asks for less gets what it asks for. */
  private static long rowLimit(long chunkRows, long groups) {
    return chunkRows < WriteOptions.DEFAULT_CHUNK_ROWS
        ? chunkRows
        : Math.min(chunkRows, Integer.MAX_VALUE) * groups;
  }

  @Override
  public synchronized void append(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    requireRunning();
    buffer.add(batch, dictionaries);
  }

  @Override
  public long heldBytes() {
    return allocator.getAllocatedMemory();
  }

  @Override
  public synchronized void relieve() {
    requireRunning();
    buffer.flush();
  }

  @Override
  public synchronized CommitReceipt commit(CommitMarks marks) {
    requireRunning();
    try {
      buffer.flush();
      awaitInsert();
      EngineConnection open = transaction();
      state.lock.lock();
      try {
        state.books.require(storage.engine(), state.id(), marks);
        plan.complete(open);
        long version = state.version() + 1;
        long total = plan.totalRows(rows);
        CrashPoint.reach("duckdb.rows");
        Ledger.record(open, state.id(), version, rows, total, bytes);
        state.books.record(open, state.id(), version, marks);
        state.unsettle();
        CrashPoint.reach("duckdb.ledger");
        open.commit();
        transactionEnded = true;
        CrashPoint.reach("duckdb.committed");
        state.committed(version, total);
        state.books.committed(marks);
        plan.committed();
        state.settle();
        return new CommitReceipt(version, rows);
      } finally {
        state.lock.unlock();
      }
    } catch (RuntimeException failure) {
      throw noted(DuckDbErrors.storage(failure));
    } finally {
      end();
      storage.committed();
    }
  }

  @Override
  public synchronized void abort() {
    if (!ended) {
      end();
    }
  }

  @Override
  public void close() {
    abort();
  }

  private void requireRunning() {
    if (ended) {
      throw new VaneException(
          ErrorCode.SHUTTING_DOWN, "The stream has ended: the storage was closed or it failed.");
    }
  }

  private boolean isIdle() {
    Future<?> running = inserting;
    return running == null || running.isDone();
  }

  /** Takes a full chunk; waits for the one before. */
  private void insertLater(ArrowChunk chunk) {
    try {
      awaitInsert();
      inserting = storage.executor().submit(() -> insert(chunk));
    } catch (RuntimeException failure) {
      chunk.close();
      throw noted(DuckDbErrors.storage(failure));
    }
  }

  private void insert(ArrowChunk chunk) {
    try (chunk) {
      storage.requireRoom(chunk.bytes());
      EngineConnection open = transaction();
      plan.insert(open, chunk);
      rows += chunk.rows();
      bytes += chunk.bytes();
    }
  }

  private void awaitInsert() {
    Future<?> running = inserting;
    if (running == null) {
      return;
    }
    try {
      running.get();
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      throw DuckDbErrors.storage(cause == null ? failure : cause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new VaneException(
          ErrorCode.CANCELLED, "The stream was interrupted while rows were written.", interrupted);
    }
    inserting = null;
  }

  private EngineConnection transaction() {
    EngineConnection open = connection;
    if (open == null) {
      open = storage.engine().connectToLoad();
      connection = open;
      open.begin();
      plan.begin(open);
    }
    return open;
  }

  private VaneException noted(VaneException failure) {
    storage.failed(failure);
    diskFull = diskFull || failure.code() == ErrorCode.STORAGE_FULL;
    return conflictOr(failure);
  }

  /** What DuckDB says of a table that was changed under a stream can be anything. */
  private VaneException conflictOr(VaneException failure) {
    if (failure.code() != ErrorCode.INTERNAL && failure.code() != ErrorCode.STORAGE_FAILED) {
      return failure;
    }
    // The change is in the file before the state knows of it; the lock covers both.
    state.lock.lock();
    try {
      return plan.isOutdated() ? state.changedMeanwhile() : failure;
    } finally {
      state.lock.unlock();
    }
  }

  /** Rolls back what was not committed and gives everything back. Never throws. */
  private void end() {
    ended = true;
    waitOut();
    EngineConnection open = connection;
    if (open != null) {
      if (!transactionEnded) {
        open.rollback();
      }
      open.close();
    }
    if (diskFull) {
      // The blocks of the lost rows are free, but the file shrinks at a checkpoint only; until
      // then there would be no room for the next stream's log.
      storage.shrink();
    }
    buffer.close();
    allocator.close();
    storage.ended(this, state);
  }

  private void waitOut() {
    boolean interrupted = false;
    Future<?> running = inserting;
    while (running != null) {
      try {
        running.get();
        running = null;
      } catch (InterruptedException interruption) {
        interrupted = true;
      } catch (ExecutionException failed) {
        running = null;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
