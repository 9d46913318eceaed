package dev.vane.flight.sql.metadata;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.jspecify.annotations.Nullable;

/** Takes the one batch that Arrow's builder of SqlInfo sends, out of memory that is its own. */
final class BatchCapture implements ServerStreamListener {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable VectorSchemaRoot root;
  private @Nullable Throwable failure;

  private BatchCapture() {}

  static BatchCapture of(Consumer<ServerStreamListener> sender) {
    BatchCapture capture = new BatchCapture();
    sender.accept(capture);
    if (capture.failure != null) {
      throw new IllegalStateException("SqlInfo could not be written", capture.failure);
    }
    return capture;
  }

  /** Puts the batch into a root of the same schema. */
  void load(VectorSchemaRoot target) {
    BufferAllocator allocator = target.getVector(0).getAllocator();
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(bytes.toByteArray()), allocator)) {
      reader.loadNextBatch();
      try (ArrowRecordBatch batch =
          new VectorUnloader(reader.getVectorSchemaRoot()).getRecordBatch()) {
        new VectorLoader(target).load(batch);
      }
      target.getFieldVectors().forEach(BatchCapture::allocateEmpty);
    } catch (IOException e) {
      throw new UncheckedIOException("Reading from memory does not fail", e);
    }
  }

  /**
   * A vector of lists without any list says that it has an offset, but after loading it has no
   * buffer for one, and sending it fails. One list that no row refers to helps.
   */
  private static void allocateEmpty(FieldVector vector) {
    if (vector.getValueCount() == 0) {
      vector.allocateNew();
      vector.setValueCount(1);
    }
    vector.getChildrenFromFields().forEach(BatchCapture::allocateEmpty);
  }

  @Override
  public void start(VectorSchemaRoot sent, DictionaryProvider dictionaries, IpcOption option) {
    root = sent;
  }

  @Override
  public void putNext() {
    if (root == null) {
      throw new IllegalStateException("A batch before its schema");
    }
    try (ArrowStreamWriter writer = new ArrowStreamWriter(root, null, bytes)) {
      writer.writeBatch();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory does not fail", e);
    }
  }

  @Override
  public void putNext(ArrowBuf metadata) {
    metadata.close();
    putNext();
  }

  @Override
  public void putMetadata(ArrowBuf metadata) {
    metadata.close();
  }

  @Override
  public void error(Throwable thrown) {
    failure = thrown;
  }

  @Override
  public void completed() {}

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {}
}
