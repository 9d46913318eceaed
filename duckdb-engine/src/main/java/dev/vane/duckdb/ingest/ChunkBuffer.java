package dev.vane.duckdb.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.util.TransferPair;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of batches into chunks. A chunk is full at exactly the row limit, batches being
 * split where needed (DuckDB stores whole row groups best), or, where rows are wide, when the byte
 * limit is passed; then it is cut between batches, so one batch that is larger than the limit is a
 * chunk of its own. Where whoever takes chunks can also take small ones early, it is cut at the
 * next multiple of the early size while they have nothing to do. Buffers are taken over from the
 * batch, never copied. Used by one thread.
 */
public final class ChunkBuffer implements AutoCloseable {
  private final BufferAllocator allocator;
  private final int columns;
  private final ValueCheck values;
  private final long earlyRows;
  private final BooleanSupplier early;
  private final long rowLimit;
  private final long byteLimit;
  private final Consumer<ArrowChunk> full;
  private List<VectorSchemaRoot> pieces = new ArrayList<>();
  private @Nullable DictionarySet dictionaries;
  private long rows;
  private long bytes;

  /** For tables of the engine itself, as to the values that are taken. */
  public ChunkBuffer(
      BufferAllocator allocator,
      int columns,
      long rowLimit,
      long byteLimit,
      Consumer<ArrowChunk> full) {
    this(allocator, columns, ValueCheck.INSTANTS_IN_MICROSECONDS, rowLimit, byteLimit, full);
  }

  /**
   * @param allocator gets the buffers; the owner closes it after the last chunk
   * @param columns how many columns every batch has
   * @param values what is looked for in batches before they are taken
   * @param full takes each full chunk, and closes it
   */
  public ChunkBuffer(
      BufferAllocator allocator,
      int columns,
      ValueCheck values,
      long rowLimit,
      long byteLimit,
      Consumer<ArrowChunk> full) {
    this(allocator, columns, values, rowLimit, () -> false, rowLimit, byteLimit, full);
  }

  /**
   * As above, for a taker who can be asked whether it waits.
   *
   * @param earlyRows rows of which a multiple is a chunk while the taker waits
   * @param early whether the taker waits
   */
  public ChunkBuffer(
      BufferAllocator allocator,
      int columns,
      ValueCheck values,
      long earlyRows,
      BooleanSupplier early,
      long rowLimit,
      long byteLimit,
      Consumer<ArrowChunk> full) {
    this.allocator = allocator;
    this.columns = columns;
    this.values = values;
    this.earlyRows = earlyRows;
    this.early = early;
    this.rowLimit = rowLimit;
    this.byteLimit = byteLimit;
    this.full = full;
  }

  /**
   * Takes the batch's rows; its vectors are empty afterwards. Dictionaries stay the provider's, who
   * may replace them but not write into their buffers.
   *
   * @throws dev.vane.spi.VaneException when a value cannot be held; nothing of the batch is taken
   */
  public void add(VectorSchemaRoot batch, DictionaryProvider provider) {
    if (batch.getFieldVectors().size() != columns) {
      throw BatchErrors.otherColumns(columns, batch.getFieldVectors().size());
    }
    if (batch.getRowCount() == 0) {
      return;
    }
    values.require(batch, provider);
    if (dictionaries != null && !dictionaries.isCurrent(provider)) {
      flush();
    }
    try (VectorSchemaRoot taken = take(batch)) {
      int start = 0;
      while (start < taken.getRowCount()) {
        if (dictionaries == null) {
          dictionaries = DictionarySet.of(taken.getSchema().getFields(), provider, allocator);
        }
        long limit = early.getAsBoolean() ? nextEarlyLimit() : rowLimit;
        int length = (int) Math.min(taken.getRowCount() - start, limit - rows);
        addPiece(taken, start, length);
        start += length;
        if (rows >= limit || bytes >= byteLimit) {
          flush();
        }
      }
    }
  }

  private long nextEarlyLimit() {
    return Math.min(rowLimit, (rows / earlyRows + 1) * earlyRows);
  }

  /** Hands on what is left. */
  public void flush() {
    if (pieces.isEmpty()) {
      close();
      return;
    }
    DictionarySet used = dictionaries;
    if (used == null) {
      throw new IllegalStateException("Pieces without dictionaries");
    }
    ArrowChunk chunk = new ArrowChunk(allocator, pieces, used, rows, bytes);
    pieces = new ArrayList<>();
    dictionaries = null;
    rows = 0;
    bytes = 0;
    full.accept(chunk);
  }

  /** Frees what was not handed on. */
  @Override
  public void close() {
    pieces.forEach(VectorSchemaRoot::close);
    pieces = new ArrayList<>();
    if (dictionaries != null) {
      dictionaries.close();
      dictionaries = null;
    }
    rows = 0;
    bytes = 0;
  }

  private VectorSchemaRoot take(VectorSchemaRoot batch) {
    return transfer(batch, 0, batch.getRowCount(), true);
  }

  private void addPiece(VectorSchemaRoot taken, int start, int length) {
    boolean whole = start == 0 && length == taken.getRowCount();
    VectorSchemaRoot piece = transfer(taken, start, length, whole);
    pieces.add(piece);
    rows += length;
    bytes += piece.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
  }

  private VectorSchemaRoot transfer(VectorSchemaRoot source, int start, int length, boolean whole) {
    List<FieldVector> vectors = new ArrayList<>(columns);
    for (FieldVector vector : source.getFieldVectors()) {
      TransferPair pair = vector.getTransferPair(allocator);
      if (whole) {
        pair.transfer();
      } else {
        pair.splitAndTransfer(start, length);
      }
      vectors.add((FieldVector) pair.getTo());
    }
    return new VectorSchemaRoot(
        vectors.stream().map(FieldVector::getField).toList(), vectors, length);
  }
}
