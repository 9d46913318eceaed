package dev.vane.duckdb.ingest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A chunk as a stream. Each batch shares the buffers of its piece by reference count, so that the
 * engine may keep them for as long as it likes; all are under one schema, that of {@link
 * StorageFields}. Called by the engine's threads, one at a time.
 */
final class ChunkReader extends ArrowReader {
  private final List<VectorSchemaRoot> pieces;
  private final Map<Long, Dictionary> shared;
  private final VectorSchemaRoot current;
  private final VectorLoader loader;
  private int next;
  private long bytesRead;

  ChunkReader(
      BufferAllocator allocator, List<VectorSchemaRoot> pieces, Map<Long, Dictionary> shared) {
    super(allocator);
    this.pieces = pieces;
    this.shared = shared;
    current = VectorSchemaRoot.create(StorageFields.of(pieces.get(0).getSchema()), allocator);
    loader = new VectorLoader(current);
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() {
    return current;
  }

  @Override
  public boolean loadNextBatch() {
    current.clear();
    if (next == pieces.size()) {
      return false;
    }
    try (ArrowRecordBatch batch =
        new VectorUnloader(pieces.get(next++), true, false).getRecordBatch()) {
      bytesRead += batch.computeBodyLength();
      loader.load(batch);
    }
    return true;
  }

  @Override
  public Map<Long, Dictionary> getDictionaryVectors() {
    return shared;
  }

  @Override
  public @Nullable Dictionary lookup(long id) {
    return shared.get(id);
  }

  @Override
  public Set<Long> getDictionaryIds() {
    return shared.keySet();
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  protected Schema readSchema() {
    return current.getSchema();
  }

  @Override
  protected void closeReadSource() {}

  @Override
  public void close() {
    current.close();
  }
}
