package dev.vane.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vane.client.VaneClientException.Origin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing the root allocator after each test fails on a leaked byte. */
@Timeout(60)
class VaneClientTest {
  private RootAllocator root;
  private TinyGateway gateway;
  private VaneClient client;

  @BeforeEach
  void start() throws IOException {
    root = new RootAllocator();
    gateway = new TinyGateway(root);
    client = VaneClient.builder(gateway.uri()).allocator(root).build();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    gateway.close();
    root.close();
  }

  @Test
  void putsAllBatchesOfAReaderAndReturnsTheReceipt() throws Exception {
    try (ArrowStreamReader reader = reader(plainStream(3, 100))) {
      PutReceipt receipt = client.put(PutCommand.stream("trades"), reader);

      assertThat(receipt.rowsProcessed()).isEqualTo(300);
      assertThat(receipt.table()).containsExactly("duckdb", "main", "trades");
      assertThat(receipt.storageBackend()).contains("duckdb");
      assertThat(receipt.version()).isEqualTo(OptionalLong.of(7));
      assertThat(receipt.duration()).isEqualTo(Duration.ofNanos(1_500_000));
    }
    assertThat(gateway.rows.get("trades")).hasSize(300).startsWith("0,n0").endsWith("299,n299");
  }

  @Test
  void sendsOnlyWhatTheCommandSays() throws Exception {
    try (ArrowStreamReader reader = reader(plainStream(1, 1))) {
      client.put(PutCommand.stream("trades"), reader);
    }
    try (ArrowStreamReader reader = reader(plainStream(1, 1))) {
      client.put(
          PutCommand.builder("trades")
              .targetTable("delta", "main", "facts")
              .storageBackend("delta")
              .mode(WriteMode.OVERWRITE)
              .where("day", "in", List.of("2026-01-31", "2026-02-01"))
              .where("region", "=", null)
              .schemaMode(SchemaMode.MERGE)
              .deltaOptions(
                  DeltaOptions.NONE
                      .withPartitionBy("day")
                      .withTargetFileSize(1024)
                      .withCompression("zstd")
                      .withAutoCompact(20))
              .build(),
          reader);
    }
    assertThat(gateway.commands.remove()).isEqualTo(Json.parse("{\"stream_name\": \"trades\"}"));
    assertThat(gateway.commands.remove().toString())
        .isEqualTo(
            "{\"stream_name\":\"trades\",\"target_table\":[\"delta\",\"main\",\"facts\"],"
                + "\"storage_backend\":\"delta\",\"mode\":\"overwrite\","
                + "\"filters\":[{\"field\":\"day\",\"op\":\"in\",\"value\":[\"2026-01-31\",\"2026-02-01\"]},"
                + "{\"field\":\"region\",\"op\":\"=\",\"value\":null}],\"schema_mode\":\"merge\","
                + "\"delta_options\":{\"partition_by\":[\"day\"],\"target_file_size\":1024,"
                + "\"compression\":\"zstd\",\"auto_compact\":20}}");
  }

  @Test
  void cutsALargeBatchIntoMessages() throws Exception {
    int rows = 2_000_000;
    try (ArrowStreamReader reader = reader(plainStream(1, rows))) {
      assertThat(client.put(PutCommand.stream(TinyGateway.SLOW), released(reader)).rowsProcessed())
          .isEqualTo(rows);
    }
    assertThat(gateway.messages.get()).isGreaterThan(3);
    assertThat(gateway.largestMessageRows.get()).isLessThan(600_000);
  }

  @Test
  void decodesDictionariesThatChangeBetweenBatches() throws Exception {
    try (ArrowStreamReader reader = reader(dictionaryStream())) {
      client.put(PutCommand.stream("trades"), reader);
    }
    assertThat(gateway.rows.get("trades")).containsExactly("red", "blue", "null", "green", "red");
  }

  @Test
  void refusesDictionaryColumnsInACallersRoot() throws Exception {
    try (ArrowStreamReader reader = reader(dictionaryStream())) {
      VectorSchemaRoot batch = reader.getVectorSchemaRoot();
      assertThatThrownBy(() -> client.startPut(PutCommand.stream("trades"), batch))
          .hasMessageContaining("dictionary columns");
    }
  }

  @Test
  void readsAcknowledgementsWhileWriting() throws Exception {
    LinkedBlockingQueue<PutAck> acks = new LinkedBlockingQueue<>();
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(TestData.SCHEMA, root);
        PutStream put =
            client.startPut(
                PutCommand.builder("trades").ack(AckMode.BATCH).build(), batch, acks::add)) {
      for (int offset = 0; offset < 5; offset++) {
        TestData.fill(batch, offset * 10, 10);
        put.putNext();
        assertThat(acks.take())
            .isEqualTo(new PutAck(offset, (offset + 1) * 10L, OptionalLong.empty()));
      }
      assertThat(put.lastAck()).map(PutAck::records).contains(50L);
      assertThat(put.finish().rowsProcessed()).isEqualTo(50);
    }
  }

  @Test
  void acknowledgementsAndTheReceiptComeAsFuturesToo() throws Exception {
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(TestData.SCHEMA, root)) {
      CompletableFuture<PutAck> never;
      try (PutStream put =
          client.startPut(PutCommand.builder("trades").ack(AckMode.BATCH).build(), batch)) {
        CompletableFuture<PutAck> second = put.acknowledged(1);
        never = put.acknowledged(7);
        TestData.fill(batch, 0, 10);
        put.putNext();
        assertThat(put.acknowledged(0).get(50, TimeUnit.SECONDS).records()).isEqualTo(10);
        assertThat(second).isNotDone();
        put.putNext();
        assertThat(second.get(50, TimeUnit.SECONDS).offset()).isEqualTo(1);
        assertThat(put.acknowledged(0)).isCompletedWithValueMatching(ack -> ack.offset() == 1);
        assertThat(put.finishLater().get(50, TimeUnit.SECONDS).rowsProcessed()).isEqualTo(20);
      }
      assertThatThrownBy(never::join).hasCauseInstanceOf(VaneClientException.class);
    }
  }

  @Test
  void aRefusalFailsTheFuturesWithItsCode() throws Exception {
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(TestData.SCHEMA, root);
        PutStream put = client.startPut(PutCommand.stream(TinyGateway.REFUSED), batch)) {
      CompletableFuture<PutAck> ack = put.acknowledged(5);
      TestData.fill(batch, 0, 10);
      put.putNext();
      assertThatThrownBy(() -> ack.get(50, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              VaneClientException.class,
              refusal -> assertThat(refusal.code()).isEqualTo("SCHEMA_MISMATCH"));
      assertThat(put.acknowledged(6)).isCompletedExceptionally();
    }
  }

  @Test
  void writerWaitsForASlowServerWithoutBufferingEverything() throws Exception {
    try (ArrowStreamReader reader = reader(plainStream(1, 10))) {
      reader.loadNextBatch();
      VectorSchemaRoot batch = reader.getVectorSchemaRoot();
      TestData.fill(batch, 0, 200_000);
      PutStream put = client.startPut(PutCommand.stream(TinyGateway.SLOW), batch);
      LinkedBlockingQueue<Integer> sent = new LinkedBlockingQueue<>();
      CompletableFuture<PutReceipt> writer =
          CompletableFuture.supplyAsync(
              () -> {
                for (int message = 0; message < 60; message++) {
                  put.putNext();
                  sent.add(message);
                }
                return put.finish();
              });
      sent.take();
      // The server has taken nothing, so the writer can't have ended: 200 MB do not fit between.
      assertThat(writer.isDone()).isFalse();
      gateway.release();
      assertThat(writer.get(50, TimeUnit.SECONDS).rowsProcessed()).isEqualTo(60 * 200_000L);
      put.close();
    }
  }

  @Test
  void tellsTheGatewaysErrorFromTheHeader() throws Exception {
    VaneClientException failure = refusedPut();

    assertThat(failure.origin()).isEqualTo(Origin.GATEWAY);
    assertThat(failure.code()).isEqualTo("SCHEMA_MISMATCH");
    assertThat(failure.number()).isEqualTo(1202);
    assertThat(failure.text()).isEqualTo("The column 'x' is missing.");
    assertThat(failure.id()).contains("1a2b3c4d");
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.retryAfter()).contains(Duration.ofMillis(1));
  }

  @Test
  void tellsTheGatewaysErrorFromTheTextWhereTheHeaderIsLost() {
    VaneClientException failure = failureOf(() -> client.sql("refused in text"));

    assertThat(failure.origin()).isEqualTo(Origin.GATEWAY);
    assertThat(failure.code()).isEqualTo("SCHEMA_MISMATCH");
    assertThat(failure.text()).isEqualTo("The column 'x' is missing.");
    assertThat(failure.id()).contains("1a2b3c4d");
  }

  @Test
  void tellsTheStatusOfAForeignServer() {
    VaneClientException failure = failureOf(() -> client.sql("foreign"));

    assertThat(failure.origin()).isEqualTo(Origin.SERVER);
    assertThat(failure.code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void tellsAnUnreachableServerFromARefusal() throws Exception {
    String uri = gateway.uri();
    gateway.kill();

    VaneClientException failure = failureOf(client::tables);

    assertThat(failure.origin()).isEqualTo(Origin.UNREACHABLE);
    assertThat(failure.code()).isEqualTo(VaneClientException.UNREACHABLE);
    assertThat(failure.text()).contains(uri);
    assertThat(failureOf(() -> client.sql("x")).origin()).isEqualTo(Origin.UNREACHABLE);
    assertThat(refusedPut().origin()).isEqualTo(Origin.UNREACHABLE);
  }

  @Test
  void tellsThatTheOutcomeIsUnknownWhereTheReceiptIsLost() throws Exception {
    try (VaneClient hasty =
            VaneClient.builder(gateway.uri())
                .allocator(root)
                .streamDeadline(Duration.ofSeconds(2))
                .build();
        ArrowStreamReader reader = reader(plainStream(1, 10))) {
      VaneClientException failure =
          failureOf(() -> hasty.put(PutCommand.stream(TinyGateway.HANGS), reader));

      assertThat(failure.code()).isEqualTo(VaneClientException.OUTCOME_UNKNOWN);
      assertThat(failure.retryable()).isFalse();
    }
  }

  @Test
  void aPassedDeadlineIsToldAsSuch() throws Exception {
    try (VaneClient hasty =
            VaneClient.builder(gateway.uri())
                .allocator(root)
                .streamDeadline(Duration.ofMillis(300))
                .build();
        BatchStream answer = hasty.sql("endless")) {
      assertThat(answer.next()).isTrue();
      assertThat(failureOf(answer::next).code()).isEqualTo(VaneClientException.DEADLINE_PASSED);
    }
  }

  @Test
  void aWriteWithoutReceiptIsNoSuccess() throws Exception {
    try (ArrowStreamReader reader = reader(plainStream(1, 1))) {
      assertThatThrownBy(() -> client.put(PutCommand.stream(TinyGateway.SPEECHLESS), reader))
          .isInstanceOf(VaneClientException.class)
          .hasMessageContaining("without a receipt");
    }
  }

  @Test
  void aClosedWriteIsCancelledInTheServer() throws Exception {
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(TestData.SCHEMA, root)) {
      PutStream put = client.startPut(PutCommand.stream("trades"), batch);
      TestData.fill(batch, 0, 10);
      put.putNext();
      gateway.commands.take();
      put.close();
      put.close();

      assertThat(gateway.ends.take()).isEqualTo("cancelled");
      assertThat(failureOf(put::putNext).code()).isEqualTo(VaneClientException.CLOSED);
      assertThat(failureOf(put::finish).code()).isEqualTo(VaneClientException.CLOSED);
    }
  }

  @Test
  void aFailingReaderGivesTheWriteUp() throws Exception {
    byte[] whole = plainStream(3, 100);
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    try (ArrowStreamReader reader = reader(cut)) {
      assertThatThrownBy(() -> client.put(PutCommand.stream("trades"), reader))
          .isInstanceOf(IOException.class);
    }
    assertThat(client.health()).isEqualTo("SERVING");
  }

  @Test
  void readsBatchesOneAfterAnother() {
    List<Long> ids = new ArrayList<>();
    try (BatchStream answer = client.sql("select")) {
      assertThat(answer.schema()).isEqualTo(TestData.SCHEMA);
      while (answer.next()) {
        BigIntVector column = (BigIntVector) answer.root().getVector("id");
        for (int row = 0; row < column.getValueCount(); row++) {
          ids.add(column.get(row));
        }
      }
    }
    assertThat(ids).hasSize(30).isSorted().startsWith(0L).endsWith(29L);
  }

  @Test
  void anEmptyAnswerHasItsSchema() {
    try (BatchStream answer = client.sql("empty")) {
      assertThat(answer.schema()).isEqualTo(TestData.SCHEMA);
      assertThat(answer.next()).isFalse();
    }
  }

  @Test
  void anAnswerWithoutSchemaIsAnErrorAndNotAHang() {
    assertThat(failureOf(() -> client.sql("no schema")).code())
        .isEqualTo(VaneClientException.PROTOCOL);
  }

  @Test
  void anErrorAfterTheFirstBatchIsTold() {
    try (BatchStream answer = client.sql("fails late")) {
      answer.next();
      assertThat(failureOf(answer::next).code()).isEqualTo("SCHEMA_MISMATCH");
    }
  }

  @Test
  void closingAnAnswerEarlyCancelsTheQuery() throws Exception {
    BatchStream answer = client.sql("endless");
    assertThat(answer.next()).isTrue();
    answer.close();
    answer.close();

    assertThat(gateway.ends.take()).isEqualTo("cancelled");
    assertThat(failureOf(answer::next).code()).isEqualTo(VaneClientException.CLOSED);
  }

  @Test
  void closingTheClientClosesWhatIsOpenAndWakesWhoWaits() throws Exception {
    BatchStream answer = client.sql("endless");
    answer.next();
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(answer::next);
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(TestData.SCHEMA, root)) {
      PutStream put = client.startPut(PutCommand.stream("trades"), batch);
      TestData.fill(batch, 0, 10);
      put.putNext();

      client.close();

      assertThatThrownBy(waiting::get).hasCauseInstanceOf(VaneClientException.class);
      put.close();
      answer.close();
      assertThat(failureOf(client::health).code()).isEqualTo(VaneClientException.CLOSED);
    }
  }

  @Test
  void sqlParametersAreBoundValues() throws Exception {
    client.sql("select ?, ?, ?", 1, "a'b", true).close();
    assertThat(gateway.commands.take().toString())
        .isEqualTo("{\"sql\":\"select ?, ?, ?\",\"parameters\":[1,\"a'b\",true]}");
    client.scan(List.of("delta", "trades"), "id", "name").close();
    assertThat(gateway.commands.take().toString())
        .isEqualTo("{\"table\":[\"delta\",\"trades\"],\"columns\":[\"id\",\"name\"]}");
  }

  @Test
  void asksForTheSchemaAlone() {
    assertThat(client.schema(Json.object().put("sql", "x"))).isEqualTo(TestData.SCHEMA);
  }

  @Test
  void callsActions() {
    assertThat(client.tables())
        .containsExactly(
            new TableInfo(
                List.of("duckdb", "main", "trades"), OptionalLong.of(5), OptionalLong.of(3)));
    assertThat(client.describe(List.of("trades")).fields())
        .containsExactly(new TableDescription.Field("id", "int64", false));
    assertThat(client.streamStatus("trades", "p1"))
        .isEqualTo(
            new StreamStatus(2, 41, 4200, List.of("duckdb", "main", "trades"), OptionalLong.of(9)));
    assertThat(client.health()).isEqualTo("SERVING");
    assertThat(client.version().path("version").asText()).isEqualTo("0.1.0");
    assertThat(failureOf(() -> client.action("tabels", Json.object())).number()).isEqualTo(1202);
  }

  @Test
  void manyCallsAtOnceShareTheConnection() {
    List<CompletableFuture<Long>> calls = new ArrayList<>();
    for (int call = 0; call < 8; call++) {
      calls.add(
          CompletableFuture.supplyAsync(
              () -> {
                long rows = 0;
                try (BatchStream answer = client.sql("select")) {
                  while (answer.next()) {
                    rows += answer.root().getRowCount();
                  }
                }
                return rows;
              }));
    }
    assertThat(calls).allSatisfy(call -> assertThat(call.get()).isEqualTo(30));
  }

  @Test
  void aClientWithoutAllocatorHasItsOwn() {
    try (VaneClient own = VaneClient.connect(gateway.uri())) {
      BatchStream answer = own.sql("select");
      assertThat(answer.next()).isTrue();
    }
  }

  @Test
  void refusesAnAddressThatIsNoGateways() {
    assertThatThrownBy(() -> VaneClient.connect("http://localhost:8888"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("grpc://");
  }

  private VaneClientException refusedPut() throws IOException {
    try (ArrowStreamReader reader = reader(plainStream(20, 1000))) {
      return failureOf(() -> client.put(PutCommand.stream(TinyGateway.REFUSED), reader));
    }
  }

  private ArrowStreamReader released(ArrowStreamReader reader) {
    gateway.release();
    return reader;
  }

  private static VaneClientException failureOf(ThrowingCallable call) {
    VaneClientException failure = catchThrowableOfType(VaneClientException.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }

  private ArrowStreamReader reader(byte[] stream) {
    return new ArrowStreamReader(new ByteArrayInputStream(stream), root);
  }

  private byte[] plainStream(int batches, int rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (VectorSchemaRoot batch = VectorSchemaRoot.create(TestData.SCHEMA, root);
        ArrowStreamWriter writer = new ArrowStreamWriter(batch, null, bytes)) {
      for (int number = 0; number < batches; number++) {
        TestData.fill(batch, number * rows, rows);
        writer.writeBatch();
      }
      writer.end();
    }
    return bytes.toByteArray();
  }

  /** Two batches of one column; the second batch has another dictionary. */
  private byte[] dictionaryStream() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DictionaryEncoding encoding = new DictionaryEncoding(1, false, null);
    FieldType type = new FieldType(true, new ArrowType.Int(32, true), encoding);
    MapDictionaryProvider provider = new MapDictionaryProvider();
    try (VarCharVector first = texts("red", "blue");
        VarCharVector second = texts("green", "red");
        IntVector codes = new IntVector("colour", type, root)) {
      provider.put(new Dictionary(first, encoding));
      VectorSchemaRoot batch = VectorSchemaRoot.of(codes);
      try (ArrowStreamWriter writer = new ArrowStreamWriter(batch, provider, bytes)) {
        codes.setSafe(0, 0);
        codes.setSafe(1, 1);
        codes.setNull(2);
        batch.setRowCount(3);
        writer.writeBatch();
        provider.put(new Dictionary(second, encoding));
        batch.setRowCount(2);
        writer.writeBatch();
        writer.end();
      }
    }
    return bytes.toByteArray();
  }

  private VarCharVector texts(String... values) {
    VarCharVector vector = new VarCharVector("values", root);
    for (int row = 0; row < values.length; row++) {
      vector.setSafe(row, values[row].getBytes(StandardCharsets.UTF_8));
    }
    vector.setValueCount(values.length);
    return vector;
  }
}
