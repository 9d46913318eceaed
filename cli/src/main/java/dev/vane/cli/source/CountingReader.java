package dev.vane.cli.source;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Another reader's batches, told to a listener as they pass, and their end. The other stays its
 * owner's.
 */
public final class CountingReader extends ArrowReader {
  private final ArrowReader reader;
  private final LongConsumer listener;
  private final Runnable onEnd;
  private long rows;

  /**
   * @param listener is given the number of rows so far, after each batch
   */
  public CountingReader(ArrowReader reader, BufferAllocator allocator, LongConsumer listener) {
    this(reader, allocator, listener, () -> {});
  }

  /**
   * @param listener is given the number of rows so far, after each batch
   * @param onEnd is called when there is no further batch
   */
  public CountingReader(
      ArrowReader reader, BufferAllocator allocator, LongConsumer listener, Runnable onEnd) {
    super(allocator);
    this.reader = reader;
    this.listener = listener;
    this.onEnd = onEnd;
  }

  /** Rows so far. */
  public long rows() {
    return rows;
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
    return reader.getVectorSchemaRoot();
  }

  @Override
  public Map<Long, Dictionary> getDictionaryVectors() throws IOException {
    return reader.getDictionaryVectors();
  }

  @Override
  public @Nullable Dictionary lookup(long id) {
    return reader.lookup(id);
  }

  @Override
  public Set<Long> getDictionaryIds() {
    return reader.getDictionaryIds();
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    if (!reader.loadNextBatch()) {
      onEnd.run();
      return false;
    }
    rows += reader.getVectorSchemaRoot().getRowCount();
    listener.accept(rows);
    return true;
  }

  @Override
  public long bytesRead() {
    return reader.bytesRead();
  }

  @Override
  protected void closeReadSource() {
    // The other reader is closed by its owner.
  }

  @Override
  protected Schema readSchema() throws IOException {
    return reader.getVectorSchemaRoot().getSchema();
  }
}
