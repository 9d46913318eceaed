package dev.vane.flight.ipc;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.jspecify.annotations.Nullable;

/**
 * What a batch says about itself: lengths that fit together and buffers that lie inside its body.
 *
 * @param nodes length and null count of each field, parents before children
 * @param buffers where each buffer lies in the body, in the order of the nodes
 * @param variadicCounts data buffers of each view column
 */
record BatchHeader(
    int rows,
    List<ArrowFieldNode> nodes,
    List<Extent> buffers,
    List<Long> variadicCounts,
    BufferCodec codec) {
  /**
   * One buffer in the body.
   *
   * @param plainLength bytes once decompressed
   */
  record Extent(long offset, long length, long plainLength) {}

  /**
   * Reads and checks a header.
   *
   * @param expectedNodes fields of the schema, nested ones included
   * @throws dev.vane.spi.VaneException IPC_INVALID or IPC_TRUNCATED
   */
  static BatchHeader read(RecordBatch batch, ArrowBuf body, int expectedNodes) {
    if (batch.nodesLength() != expectedNodes) {
      throw IpcErrors.invalid(
          "A batch has %,d columns, nested ones included, and the schema %,d.",
          batch.nodesLength(), expectedNodes);
    }
    // A field has at most three buffers, apart from those that view columns count themselves.
    long mostBuffers = 3L * expectedNodes;
    List<Long> variadicCounts = new ArrayList<>();
    for (int i = 0; i < Math.min(batch.variadicBufferCountsLength(), expectedNodes); i++) {
      long count = batch.variadicBufferCounts(i);
      if (count < 0 || count > batch.buffersLength()) {
        throw IpcErrors.invalid("A view column claims %,d data buffers.", count);
      }
      variadicCounts.add(count);
      mostBuffers += count;
    }
    if (batch.buffersLength() > mostBuffers) {
      throw IpcErrors.invalid(
          "A batch has %,d buffers, more than its columns have use for.", batch.buffersLength());
    }
    BufferCodec codec = codec(batch.compression());
    return new BatchHeader(
        length(batch.length()), nodes(batch), extents(batch, body, codec), variadicCounts, codec);
  }

  private static List<ArrowFieldNode> nodes(RecordBatch batch) {
    List<ArrowFieldNode> nodes = new ArrayList<>(batch.nodesLength());
    for (int i = 0; i < batch.nodesLength(); i++) {
      FieldNode node = batch.nodes(i);
      int length = length(node.length());
      if (node.nullCount() < 0 || node.nullCount() > length) {
        throw IpcErrors.invalid(
            "A column of %,d values claims %,d NULLs.", length, node.nullCount());
      }
      nodes.add(new ArrowFieldNode(length, node.nullCount()));
    }
    return nodes;
  }

  private static List<Extent> extents(RecordBatch batch, ArrowBuf body, BufferCodec codec) {
    List<Extent> extents = new ArrayList<>(batch.buffersLength());
    for (int i = 0; i < batch.buffersLength(); i++) {
      Buffer buffer = batch.buffers(i);
      long offset = buffer.offset();
      long length = buffer.length();
      if (offset < 0
          || length < 0
          || length > body.capacity()
          || offset > body.capacity() - length) {
        throw IpcErrors.truncated(
            "Buffer %d of a batch is said to be %,d bytes at %,d, and the batch has a body of %,d bytes.",
            i, length, offset, body.capacity());
      }
      extents.add(new Extent(offset, length, codec.plainLength(body, offset, length)));
    }
    return extents;
  }

  private static int length(long length) {
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw IpcErrors.invalid("A batch claims %,d rows.", length);
    }
    return (int) length;
  }

  private static BufferCodec codec(@Nullable BodyCompression compression) {
    if (compression == null) {
      return BufferCodec.NONE;
    }
    if (compression.method() != BodyCompressionMethod.BUFFER) {
      throw IpcErrors.invalid("A batch is compressed by method %d.", compression.method());
    }
    return BufferCodec.of(compression.codec());
  }
}
