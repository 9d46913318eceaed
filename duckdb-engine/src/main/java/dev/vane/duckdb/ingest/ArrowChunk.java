package dev.vane.duckdb.ingest;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * Rows that go into the engine in one statement. Owns its buffers. Read at most once, by {@link
 * #reader} or {@link ChunkAppender}; whoever has the chunk closes it, after the statement has
 * ended.
 */
public final class ArrowChunk implements AutoCloseable {
  private final BufferAllocator allocator;
  private final List<VectorSchemaRoot> pieces;
  private final DictionarySet dictionaries;
  private final long rows;
  private final long bytes;

  ArrowChunk(
      BufferAllocator allocator,
      List<VectorSchemaRoot> pieces,
      DictionarySet dictionaries,
      long rows,
      long bytes) {
    this.allocator = allocator;
    this.pieces = List.copyOf(pieces);
    this.dictionaries = dictionaries;
    this.rows = rows;
    this.bytes = bytes;
  }

  public long rows() {
    return rows;
  }

  /** What the rows take in Arrow's layout, without dictionaries. */
  public long bytes() {
    return bytes;
  }

  /** The names by which a statement finds the columns, in the order of the schema. */
  public List<String> columns() {
    return columns(pieces.get(0).getFieldVectors().size());
  }

  /** The names by which a statement finds so many columns. */
  public static List<String> columns(int count) {
    return IntStream.range(0, count).mapToObj(StorageFields::column).toList();
  }

  List<VectorSchemaRoot> pieces() {
    return pieces;
  }

  /** The rows as a stream that never waits. It does not close the chunk. */
  public ArrowReader reader() {
    return new ChunkReader(allocator, pieces, dictionaries.dictionaries());
  }

  /** The allocator of the chunk's buffers, for what is needed to hand them over. */
  public BufferAllocator allocator() {
    return allocator;
  }

  @Override
  public void close() {
    pieces.forEach(VectorSchemaRoot::close);
    dictionaries.close();
  }
}
