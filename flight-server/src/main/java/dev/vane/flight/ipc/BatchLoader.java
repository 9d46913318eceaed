package dev.vane.flight.ipc;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Loads the buffers of a batch into vectors, checked, decompressed and aligned. The vectors share
 * the body's memory where they can. What the buffers say is not looked at yet.
 *
 * @param messageSize most bytes of a batch, decompressed
 */
record BatchLoader(BufferAllocator allocator, long messageSize) {
  /**
   * Fills the target, which is empty.
   *
   * @throws dev.vane.spi.VaneException IPC_INVALID, IPC_TRUNCATED or LIMIT_MESSAGE_SIZE; the target
   *     is then to be cleared
   */
  void load(RecordBatch batch, ArrowBuf body, VectorSchemaRoot target) {
    List<FieldVector> vectors = target.getFieldVectors();
    BatchHeader header = BatchHeader.read(batch, body, LayoutCheck.countNodes(vectors));
    LayoutCheck.check(header, vectors, messageSize);
    List<ArrowBuf> plain = new ArrayList<>(header.buffers().size());
    try {
      for (BatchHeader.Extent extent : header.buffers()) {
        plain.add(header.codec().decode(body, extent, allocator));
      }
      try (ArrowRecordBatch loadable =
          new ArrowRecordBatch(
              header.rows(),
              header.nodes(),
              plain,
              NoCompressionCodec.DEFAULT_BODY_COMPRESSION,
              header.variadicCounts(),
              true)) {
        new VectorLoader(target).load(loadable);
      }
    } finally {
      plain.forEach(ArrowBuf::close);
    }
  }
}
