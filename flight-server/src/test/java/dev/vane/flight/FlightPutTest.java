package dev.vane.flight;

import static dev.vane.flight.RunningGateway.command;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.flight.ipc.SampleVectors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.SyncPutListener;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FlightPutTest {
  private RunningGateway running;

  @BeforeEach
  void start(@TempDir Path directory) {
    running = new RunningGateway(directory);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void wholeStreamIsOneCommitWithOneReceipt() {
    try (VectorSchemaRoot root = numbers(0, 3)) {
      JsonNode receipt = running.put(command("{\"stream_name\": \"trades\"}"), root);
      assertThat(receipt.path("status").asText()).isEqualTo("success");
      assertThat(receipt.path("stream").asText()).isEqualTo("trades");
      assertThat(receipt.path("table").toString())
          .isEqualTo("[\"" + RunningGateway.BACKEND + "\",\"main\",\"trades\"]");
      assertThat(receipt.path("storage_backend").asText()).isEqualTo(RunningGateway.BACKEND);
      assertThat(receipt.path("rows_processed").asLong()).isEqualTo(3);
      assertThat(receipt.path("bytes").asLong()).isPositive();
      assertThat(receipt.path("version").isIntegralNumber()).isTrue();
      assertThat(receipt.path("duration_ms").isIntegralNumber()).isTrue();
      assertThat(receipt.size()).isEqualTo(8);
    }
    assertThat(running.rows("{\"table\": \"trades\"}"))
        .containsExactlyInAnyOrder(List.of("0"), List.of("1"), List.of("2"));
  }

  @Test
  void streamWithoutNameIsTheDefaultStream() {
    try (VectorSchemaRoot root = numbers(0, 1)) {
      assertThat(running.put(command("{}"), root).path("stream").asText()).isEqualTo("default");
    }
  }

  @Test
  void pathNamesTheTable() {
    try (VectorSchemaRoot root = numbers(0, 1)) {
      FlightDescriptor descriptor = FlightDescriptor.path("delta", "main", "we\"ird; drop table x");
      assertThat(running.put(descriptor, root).path("table").toString())
          .isEqualTo("[\"delta\",\"main\",\"we\\\"ird; drop table x\"]");
    }
  }

  @Test
  void clientThatReadsNoReceiptHasItsRowsAll() {
    try (VectorSchemaRoot root = numbers(0, 10)) {
      FlightClient.ClientStreamListener writer =
          running.client.startPut(
              command("{\"stream_name\": \"quiet\"}"), root, RunningGateway.ignoringAcks());
      writer.putNext();
      writer.completed();
      writer.getResult();
    }
    assertThat(running.rows("{\"sql\": \"SELECT count(id) FROM quiet\"}"))
        .containsExactly(List.of("10"));
  }

  @Test
  void everyBatchOfALongStreamArrivesOnce() {
    try (VectorSchemaRoot root = numbers(0, 0);
        SyncPutListener acks = new SyncPutListener()) {
      FlightClient.ClientStreamListener writer =
          running.client.startPut(command("{\"stream_name\": \"long\"}"), root, acks);
      for (int batch = 0; batch < 300; batch++) {
        fill(root, batch * 1_000L, 1_000);
        writer.putNext();
      }
      writer.completed();
      assertThat(RunningGateway.receipt(acks).path("rows_processed").asLong()).isEqualTo(300_000);
      writer.getResult();
    }
    assertThat(
            running.rows("{\"sql\": \"SELECT count(id), count(DISTINCT id), max(id) FROM long\"}"))
        .containsExactly(List.of("300000", "300000", "299999"));
  }

  @Test
  void streamOfOnlyASchemaMakesAnEmptyTable() {
    try (VectorSchemaRoot root = numbers(0, 0);
        SyncPutListener acks = new SyncPutListener()) {
      FlightClient.ClientStreamListener writer =
          running.client.startPut(command("{\"stream_name\": \"empty\"}"), root, acks);
      writer.completed();
      assertThat(RunningGateway.receipt(acks).path("rows_processed").asLong()).isZero();
      writer.getResult();
    }
    assertThat(running.rows("{\"table\": \"empty\"}")).isEmpty();
  }

  @Test
  void dictionaryArrivesAsItsValues() {
    DictionaryEncoding encoding = new DictionaryEncoding(1, false, new ArrowType.Int(32, true));
    try (VarCharVector values = new VarCharVector("values", running.allocator);
        IntVector indices =
            new IntVector(
                "colour",
                new FieldType(true, new ArrowType.Int(32, true), encoding, Map.of()),
                running.allocator)) {
      values.setSafe(0, "red".getBytes(StandardCharsets.UTF_8));
      values.setSafe(1, "grün".getBytes(StandardCharsets.UTF_8));
      values.setValueCount(2);
      indices.setSafe(0, 1);
      indices.setNull(1);
      indices.setSafe(2, 0);
      indices.setValueCount(3);
      VectorSchemaRoot root = new VectorSchemaRoot(List.of(indices));
      root.setRowCount(3);
      try (SyncPutListener acks = new SyncPutListener()) {
        FlightClient.ClientStreamListener writer =
            running.client.startPut(
                command("{\"stream_name\": \"colours\"}"),
                root,
                new MapDictionaryProvider(new Dictionary(values, encoding)),
                acks);
        writer.putNext();
        writer.completed();
        assertThat(RunningGateway.receipt(acks).path("rows_processed").asLong()).isEqualTo(3);
        writer.getResult();
      }
    }
    assertThat(running.rows("{\"table\": \"colours\"}"))
        .containsExactlyInAnyOrder(List.of("grün"), List.of("null"), List.of("red"));
  }

  @Test
  void metadataOfAPlainWriterIsHarmless() {
    try (VectorSchemaRoot root = numbers(0, 2);
        SyncPutListener acks = new SyncPutListener()) {
      FlightClient.ClientStreamListener writer =
          running.client.startPut(command("{\"stream_name\": \"tagged\"}"), root, acks);
      writer.putMetadata(buffer("before"));
      writer.putNext(buffer("{\"offset_id\": 4711}"));
      writer.putMetadata(buffer("after"));
      writer.completed();
      assertThat(RunningGateway.receipt(acks).path("rows_processed").asLong()).isEqualTo(2);
      writer.getResult();
    }
  }

  @Test
  void columnsOfManyTypesComeBack() {
    try (VectorSchemaRoot root = SampleVectors.create(running.allocator, 100)) {
      // A column of only NULLs has no type to be stored as.
      VectorSchemaRoot typed = root.removeVector(8);
      assertThat(
              running
                  .put(command("{\"stream_name\": \"types\"}"), typed)
                  .path("rows_processed")
                  .asLong())
          .isEqualTo(100);
    }
    assertThat(running.rows("{\"sql\": \"SELECT text, large, view FROM types WHERE id = 99\"}"))
        .containsExactly(List.of("Größe 東京 99", "Größe 東京 99", "Größe 東京 99"));
  }

  private ArrowBuf buffer(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ArrowBuf buffer = running.allocator.buffer(bytes.length);
    buffer.writeBytes(bytes);
    return buffer;
  }

  private VectorSchemaRoot numbers(long first, int rows) {
    BigIntVector vector =
        (BigIntVector)
            Field.nullable("id", new ArrowType.Int(64, true)).createVector(running.allocator);
    VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector));
    fill(root, first, rows);
    return root;
  }

  private static void fill(VectorSchemaRoot root, long first, int rows) {
    BigIntVector vector = (BigIntVector) root.getVector(0);
    vector.allocateNew(rows);
    for (int row = 0; row < rows; row++) {
      vector.set(row, first + row);
    }
    root.setRowCount(rows);
  }
}
