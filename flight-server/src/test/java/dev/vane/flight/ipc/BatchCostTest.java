package dev.vane.flight.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.vane.duckdb.ingest.ArrowChunk;
import dev.vane.duckdb.ingest.ChunkBuffer;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a batch costs between the network and the engine, in counts that are the same on every
 * machine: its bytes are copied once, into one buffer, and nothing is allocated for a row.
 */
class BatchCostTest {
  private static final int FRAME = 16 << 10;
  private static final int FEW_ROWS = 1_000;
  private static final int MANY_ROWS = 100_000;

  /** Far below what one object for each of {@link #MANY_ROWS} would take. */
  private static final long HEAP_BYTES = 128 << 10;

  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("symbol", ArrowType.Utf8.INSTANCE)));

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Allocations allocations = new Allocations();
  private final RootAllocator client = new RootAllocator();
  private final RootAllocator server = new RootAllocator(allocations, Long.MAX_VALUE);
  private final FlightMessageMarshaller marshaller = new FlightMessageMarshaller(server, 1 << 28);

  @AfterEach
  void nothingLeaked() {
    client.close();
    server.close();
  }

  @Test
  void batchIsCopiedOnceFromTheNetworkToTheEngine() throws IOException {
    byte[] schema = Messages.schema(SCHEMA).toByteArray();
    byte[] batch = encoded(MANY_ROWS);
    List<ArrowChunk> chunks = new ArrayList<>();
    try (StreamDecoder decoder = new StreamDecoder(server, 1 << 28);
        ChunkBuffer chunk =
            new ChunkBuffer(server, 2, Long.MAX_VALUE, Long.MAX_VALUE, chunks::add)) {
      receive(decoder, schema);
      allocations.sizes.clear();
      receive(decoder, batch);
      chunk.add(decoder.batch(), decoder.dictionaries());
      chunk.flush();
      try (ArrowChunk full = chunks.get(0);
          ArrowReader reader = full.reader()) {
        assertThat(reader.loadNextBatch()).isTrue();
        assertThat(reader.getVectorSchemaRoot().getRowCount()).isEqualTo(MANY_ROWS);
      }
    }
    assertThat(allocations.sizes).as("buffers for a message of %,d bytes", batch.length).hasSize(1);
    assertThat(allocations.sizes.get(0)).isLessThan(2L * batch.length);
  }

  @Test
  void rowsTakeNoHeap() {
    byte[] schema = Messages.schema(SCHEMA).toByteArray();
    byte[] few = encoded(FEW_ROWS);
    byte[] many = encoded(MANY_ROWS);
    try (StreamDecoder decoder = new StreamDecoder(server, 1 << 28)) {
      receive(decoder, schema);
      for (int i = 0; i < 20; i++) {
        heapOf(decoder, few);
        heapOf(decoder, many);
      }
      assertThat(least(decoder, many) - least(decoder, few))
          .as("heap for %,d rows more", MANY_ROWS - FEW_ROWS)
          .isLessThan(HEAP_BYTES);
    }
  }

  private long least(StreamDecoder decoder, byte[] message) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      least = Math.min(least, heapOf(decoder, message));
    }
    return least;
  }

  private long heapOf(StreamDecoder decoder, byte[] message) {
    long thread = Thread.currentThread().getId();
    ByteBuffer network = network(message);
    long before = THREADS.getThreadAllocatedBytes(thread);
    receive(decoder, network);
    long after = THREADS.getThreadAllocatedBytes(thread);
    decoder.batch().clear();
    return after - before;
  }

  private void receive(StreamDecoder decoder, byte[] message) {
    receive(decoder, network(message));
  }

  private void receive(StreamDecoder decoder, ByteBuffer network) {
    try (FlightMessage message = marshaller.parse(new NetworkStream(network))) {
      decoder.accept(message);
    }
  }

  private static ByteBuffer network(byte[] message) {
    ByteBuffer network = ByteBuffer.allocateDirect(message.length);
    network.put(message).flip();
    return network;
  }

  private byte[] encoded(int rows) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, client)) {
      BigIntVector ids = (BigIntVector) root.getVector("id");
      VarCharVector symbols = (VarCharVector) root.getVector("symbol");
      for (int row = 0; row < rows; row++) {
        ids.setSafe(row, row);
        symbols.setSafe(row, ("S" + row % 50).getBytes(StandardCharsets.UTF_8));
      }
      root.setRowCount(rows);
      return Messages.batch(root).toByteArray();
    }
  }

  private static final class Allocations implements AllocationListener {
    private final List<Long> sizes = new ArrayList<>();

    @Override
    public void onAllocation(long size) {
      sizes.add(size);
    }
  }

  /** A message as gRPC has it: frames of HTTP/2 in memory outside of the heap. */
  private static final class NetworkStream extends InputStream
      implements HasByteBuffer, KnownLength {
    private final ByteBuffer buffer;

    NetworkStream(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public boolean byteBufferSupported() {
      return true;
    }

    @Override
    public @Nullable ByteBuffer getByteBuffer() {
      return buffer.hasRemaining()
          ? buffer.slice(buffer.position(), Math.min(FRAME, buffer.remaining()))
          : null;
    }

    @Override
    public int read() {
      return buffer.hasRemaining() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int start, int length) {
      if (!buffer.hasRemaining()) {
        return -1;
      }
      int count = Math.min(length, buffer.remaining());
      buffer.get(bytes, start, count);
      return count;
    }

    @Override
    public long skip(long count) {
      int skipped = (int) Math.min(count, buffer.remaining());
      buffer.position(buffer.position() + skipped);
      return skipped;
    }

    @Override
    public int available() {
      return buffer.remaining();
    }
  }
}
