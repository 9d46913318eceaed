package dev.vane.duckdb.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChunkBufferTest {
  private static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("x", new ArrowType.Int(64, true))));
  private static final long NO_BYTE_LIMIT = Long.MAX_VALUE;

  private RootAllocator root;
  private BufferAllocator allocator;
  private final List<ArrowChunk> chunks = new ArrayList<>();

  @BeforeEach
  void open() {
    root = new RootAllocator();
    allocator = root.newChildAllocator("chunks", 0, Long.MAX_VALUE);
  }

  @AfterEach
  void close() {
    chunks.forEach(ArrowChunk::close);
    allocator.close();
    root.close();
  }

  @Test
  void chunksAreCutAtTheRowLimitAndKeepTheOrder() throws IOException {
    try (ChunkBuffer buffer = buffer(10, NO_BYTE_LIMIT)) {
      add(buffer, 0, 7);
      add(buffer, 7, 25);
      add(buffer, 32, 1);
      buffer.flush();
    }
    assertThat(chunks).extracting(ArrowChunk::rows).containsExactly(10L, 10L, 10L, 3L);
    assertThat(allValues()).isEqualTo(LongStream.range(0, 33).boxed().toList());
  }

  @Test
  void takerWhoWaitsGetsTheNextMultipleOfTheEarlySize() throws IOException {
    AtomicBoolean waits = new AtomicBoolean(true);
    try (ChunkBuffer buffer =
        new ChunkBuffer(
            allocator,
            1,
            ValueCheck.INSTANTS_IN_MICROSECONDS,
            4,
            waits::get,
            12,
            NO_BYTE_LIMIT,
            chunk -> {
              waits.set(false);
              chunks.add(chunk);
            })) {
      add(buffer, 0, 3);
      assertThat(chunks).isEmpty();
      add(buffer, 3, 9);
      assertThat(chunks).extracting(ArrowChunk::rows).containsExactly(4L);
      waits.set(true);
      add(buffer, 12, 1);
      assertThat(chunks).hasSize(1);
      add(buffer, 13, 20);
      buffer.flush();
    }
    assertThat(chunks).extracting(ArrowChunk::rows).containsExactly(4L, 12L, 12L, 5L);
    assertThat(allValues()).isEqualTo(LongStream.range(0, 33).boxed().toList());
  }

  @Test
  void wideRowsAreCutByBytesBetweenBatches() {
    try (ChunkBuffer buffer = buffer(1_000_000, 8_000)) {
      add(buffer, 0, 600);
      add(buffer, 600, 600);
      add(buffer, 1_200, 50_000);
      buffer.flush();
    }
    assertThat(chunks).extracting(ArrowChunk::rows).containsExactly(1_200L, 50_000L);
  }

  @Test
  void buffersAreTakenOverNotCopied() {
    try (ChunkBuffer buffer = buffer(100, NO_BYTE_LIMIT);
        VectorSchemaRoot batch = batch(0, 10)) {
      long address = batch.getVector(0).getDataBuffer().memoryAddress();
      buffer.add(batch, new MapDictionaryProvider());
      assertThat(batch.getVector(0).getDataBuffer().capacity()).isZero();
      buffer.flush();
      assertThat(chunks.get(0).bytes()).isPositive();
      try (ArrowReader reader = chunks.get(0).reader()) {
        assertThat(reader.loadNextBatch()).isTrue();
        assertThat(reader.getVectorSchemaRoot().getVector(0).getDataBuffer().memoryAddress())
            .isEqualTo(address);
      } catch (IOException failure) {
        throw new AssertionError(failure);
      }
    }
  }

  @Test
  void emptyBatchesAndEmptyFlushesGiveNoChunk() {
    try (ChunkBuffer buffer = buffer(10, NO_BYTE_LIMIT)) {
      add(buffer, 0, 0);
      buffer.flush();
    }
    assertThat(chunks).isEmpty();
  }

  @Test
  void batchOfOtherColumnsIsRefused() {
    try (ChunkBuffer buffer = new ChunkBuffer(allocator, 2, 10, NO_BYTE_LIMIT, chunks::add);
        VectorSchemaRoot batch = batch(0, 1)) {
      Throwable thrown =
          Assertions.catchThrowable(() -> buffer.add(batch, new MapDictionaryProvider()));
      assertThat(((VaneException) thrown).code()).isEqualTo(ErrorCode.IPC_INVALID);
    }
  }

  private ChunkBuffer buffer(long rows, long bytes) {
    return new ChunkBuffer(allocator, 1, rows, bytes, chunks::add);
  }

  private VectorSchemaRoot batch(long first, int rows) {
    VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, root);
    BigIntVector values = (BigIntVector) batch.getVector(0);
    values.allocateNew(Math.max(1, rows));
    for (int row = 0; row < rows; row++) {
      values.set(row, first + row);
    }
    batch.setRowCount(rows);
    return batch;
  }

  private void add(ChunkBuffer buffer, long first, int rows) {
    try (VectorSchemaRoot batch = batch(first, rows)) {
      buffer.add(batch, new MapDictionaryProvider());
    }
  }

  private List<Long> allValues() throws IOException {
    List<Long> values = new ArrayList<>();
    for (ArrowChunk chunk : chunks) {
      try (ArrowReader reader = chunk.reader()) {
        while (reader.loadNextBatch()) {
          BigIntVector vector = (BigIntVector) reader.getVectorSchemaRoot().getVector(0);
          for (int row = 0; row < vector.getValueCount(); row++) {
            values.add(vector.get(row));
          }
        }
      }
    }
    return values;
  }
}
