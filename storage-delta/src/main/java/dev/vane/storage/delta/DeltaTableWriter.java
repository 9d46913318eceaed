package dev.vane.storage.delta;

import dev.vane.duckdb.EngineConnection;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.ingest.ChunkBuffer;
import dev.vane.duckdb.ingest.ValueCheck;
import dev.vane.spi.CommitMarks;
import dev.vane.spi.CommitReceipt;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.TableWriter;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteOptions;
import dev.vane.storage.delta.file.FileIO;
import dev.vane.storage.delta.log.CommitOutcomeUnknownException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * One stream into one table. Rows are held until a chunk is full, then written as data files that
 * nobody sees before the log names them; so memory is bounded by a chunk, and a stream that fails
 * leaves files at most until it is aborted.
 */
final class DeltaTableWriter implements TableWriter {
  /** Row groups to a chunk, so that a long stream doesn't make a file of each. */
  private static final long ROW_GROUPS = 8;

  private static final long MAX_CHUNK_BYTES = 64L << 20;
  private static final long LEAST_RELIEF_BYTES = 4L << 20;

  private final String table;
  private final WritePlan plan;
  private final TableCommit commit;
  private final EngineConnection connection;
  private final BufferAllocator allocator;
  private final StagingFolder folder;
  private final DataFiles files;
  private final ChunkBuffer buffer;
  private final Consumer<CommitMarks> beforeCommit;
  private final Runnable onEnd;
  private final Runnable onCommit;
  private final WriteOptions options;
  private boolean ended;

  DeltaTableWriter(
      String table,
      WritePlan plan,
      TableCommit commit,
      EngineConnection connection,
      BufferAllocator allocator,
      StagingFolder folder,
      DeltaOptions deltaOptions,
      WriteOptions options,
      Consumer<CommitMarks> beforeCommit,
      Runnable onEnd,
      Runnable onCommit) {
    this.beforeCommit = beforeCommit;
    this.options = options;
    this.table = table;
    this.plan = plan;
    this.commit = commit;
    this.connection = connection;
    this.allocator = allocator;
    this.folder = folder;
    this.files = new DataFiles(plan, deltaOptions, folder, options.chunkRows());
    this.buffer =
        new ChunkBuffer(
            allocator,
            plan.stream().fields().size(),
            ValueCheck.TIMESTAMPS_IN_MICROSECONDS,
            options.chunkRows() * ROW_GROUPS,
            MAX_CHUNK_BYTES,
            this::write);
    this.onEnd = onEnd;
    this.onCommit = onCommit;
  }

  private void write(ArrowChunk chunk) {
    try (chunk) {
      files.write(connection, chunk);
    }
  }

  @Override
  public void append(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    requireOpen();
    buffer.add(batch, dictionaries);
  }

  @Override
  public long heldBytes() {
    return allocator.getAllocatedMemory();
  }

  /** Each chunk is a data file of its own, so few rows stay where they are. */
  @Override
  public void relieve() {
    if (allocator.getAllocatedMemory() >= LEAST_RELIEF_BYTES) {
      buffer.flush();
    }
  }

  @Override
  public CommitReceipt commit(CommitMarks marks) {
    requireOpen();
    FileIO.Reading reading = folder.store().reading();
    try (reading) {
      beforeCommit.accept(marks);
      buffer.flush();
      files.reorder(connection);
      Upsert upsert = new Upsert(plan, options.key(), connection, files, folder.table());
      if (!options.key().isEmpty()) {
        upsert.requireDistinct();
      }
      Optional<ReplacedPartitions> replaced =
          options.replaced().map(condition -> new ReplacedPartitions(plan, condition, connection));
      replaced.ifPresent(partitions -> partitions.requireIn(files.files()));
      CommitReceipt receipt =
          commit.commit(
              plan,
              files.files(),
              files.rows(),
              marks,
              replaced,
              current -> files.rewrite(connection, current),
              upsert::into);
      release();
      onCommit.run();
      return receipt;
    } catch (CommitOutcomeUnknownException e) {
      // The log may name the files, so they stay.
      release();
      throw new VaneException(
          ErrorCode.STORAGE_FAILED,
          "The disk did not confirm the commit to the table %s. Read the table to see whether the"
                  .formatted(Names.quoted(table))
              + " rows are there before sending them again.",
          e);
    } catch (RuntimeException e) {
      abort();
      throw e;
    }
  }

  @Override
  public void abort() {
    if (!ended) {
      folder.discard();
      release();
    }
  }

  @Override
  public void close() {
    abort();
  }

  private void release() {
    ended = true;
    buffer.close();
    allocator.close();
    connection.close();
    onEnd.run();
  }

  private void requireOpen() {
    if (ended) {
      throw new VaneException(
          ErrorCode.INTERNAL,
          "The stream into %s was used after its end.".formatted(Names.quoted(table)));
    }
  }
}
