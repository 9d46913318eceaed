package dev.vane.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes from objects and from Arrow's C interface, and questions that are asked again. */
@Timeout(60)
class RecordMapperTest {
  private record Trade(
      long id,
      @Nullable String name,
      @Nullable Double price,
      @Nullable Boolean open,
      @Nullable BigDecimal fee,
      @Nullable LocalDate day,
      @Nullable Instant at) {}

  private static final RecordMapper<Trade> MAPPER =
      RecordMapper.<Trade>builder()
          .int64("id", Trade::id)
          .text("name", Trade::name)
          .float64("price", Trade::price)
          .bool("open", Trade::open)
          .decimal("fee", 10, 2, Trade::fee)
          .date("day", Trade::day)
          .instant("at", Trade::at)
          .build();

  private RootAllocator root;
  private TinyGateway gateway;
  private VaneClient client;

  @BeforeEach
  void start() throws IOException {
    root = new RootAllocator();
    gateway = new TinyGateway(root);
    client =
        VaneClient.builder(gateway.uri()).allocator(root).attempts(3, Duration.ofMillis(1)).build();
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.close();
    root.close();
  }

  @Test
  void fillsEveryTypeAndNull() {
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(MAPPER.schema(), root)) {
      MAPPER.fill(
          batch,
          List.of(
              new Trade(
                  1,
                  "Größe",
                  1.5,
                  true,
                  new BigDecimal("7.5"),
                  LocalDate.of(1969, 12, 31),
                  Instant.parse("1969-12-31T23:59:59.999999Z")),
              new Trade(2, null, null, null, null, null, null)));
      assertThat(batch.getRowCount()).isEqualTo(2);
      assertThat(String.valueOf(batch.getVector("name").getObject(0))).isEqualTo("Größe");
      assertThat(batch.getVector("fee").getObject(0)).isEqualTo(new BigDecimal("7.50"));
      assertThat(batch.getVector("day").getObject(0)).isEqualTo(-1);
      assertThat(batch.getVector("at").getObject(0)).isEqualTo(-1L);
      assertThat(batch.getVector("open").getObject(0)).isEqualTo(true);
      assertThat(batch.getFieldVectors().stream().skip(1))
          .allMatch(vector -> vector.isNull(1) && !vector.isNull(0));
    }
  }

  @Test
  void writesARowForEachObjectInBatches() {
    RecordMapper<Integer> mapper =
        RecordMapper.<Integer>builder()
            .int64("id", number -> (long) number)
            .text("name", number -> number % 2 == 0 ? null : "n" + number)
            .build();
    PutReceipt receipt =
        client.put(
            PutCommand.stream("objects"), mapper, IntStream.range(0, 20_000).boxed().toList());
    assertThat(receipt.rowsProcessed()).isEqualTo(20_000);
    assertThat(gateway.rows.get("objects")).hasSize(20_000);
    assertThat(gateway.messages.get()).isEqualTo(3);
  }

  @Test
  void anObjectThatFailsGivesTheWriteUp() throws Exception {
    RecordMapper<BigDecimal> mapper =
        RecordMapper.<BigDecimal>builder().decimal("d", 5, 2, value -> value).build();
    assertThatThrownBy(
            () -> client.put(PutCommand.stream("d"), mapper, List.of(new BigDecimal("0.001"))))
        .isInstanceOf(ArithmeticException.class);
    assertThat(gateway.rows).doesNotContainKey("d");
  }

  @Test
  void writesAStreamOfTheCInterface() throws Exception {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(TestData.SCHEMA, root);
        ArrowStreamWriter writer = new ArrowStreamWriter(batch, null, bytes)) {
      for (int part = 0; part < 3; part++) {
        TestData.fill(batch, part * 5, 5);
        writer.writeBatch();
      }
    }
    try (ArrowStreamReader reader =
            new ArrowStreamReader(new java.io.ByteArrayInputStream(bytes.toByteArray()), root);
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(root)) {
      Data.exportArrayStream(root, reader, stream);
      assertThat(client.put(PutCommand.stream("c"), stream).rowsProcessed()).isEqualTo(15);
    }
    assertThat(gateway.rows.get("c")).hasSize(15);
  }

  @Test
  void aQuestionIsAskedAgainAndAWriteIsNot() {
    gateway.busy.set(2);
    try (BatchStream answer =
        client.pivot(PivotSpec.of("t").measures(PivotMeasure.count()).build())) {
      assertThat(answer.next()).isTrue();
    }
    assertThat(gateway.commands).hasSize(3);
    gateway.busy.set(3);
    VaneClientException refused =
        catchThrowableOfType(VaneClientException.class, () -> client.sql("SELECT 1"));
    assertThat(refused.retryable()).isTrue();
    assertThat(gateway.commands).hasSize(6);
  }
}
