package dev.vane.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vane.gateway.ingest.BatchAck;
import dev.vane.gateway.ingest.IngestReceipt;
import dev.vane.gateway.ingest.IngestSession;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What producers may rely on, with the default backend; a subclass names another. */
class ProducerTest {
  private static final String BATCHES =
      "{\"stream_name\": \"s\", \"ack\": \"batch\", \"producer\": {\"id\": \"p\", \"epoch\": %d}}";
  private static final String TABLE =
      "{\"stream_name\": \"s\", \"ack\": \"batch\", \"durability\": \"table\", \"producer\": {\"id\": \"p\"}}";
  private static final String WHOLE =
      "{\"stream_name\": \"s\", \"producer\": {\"id\": \"p\", \"epoch\": %d}}";
  private static final String REQUEST = "{\"stream_name\": \"s\", \"request_id\": \"r1\"}";
  private static final String COUNT = "{\"sql\": \"SELECT count(*), sum(amount) FROM s\"}";

  @TempDir Path directory;
  private GatewayFixture vane;
  private final AckLog acks = new AckLog();

  /** The backend of the streams. */
  String backend() {
    return "duckdb";
  }

  @BeforeEach
  void open() {
    vane = new GatewayFixture(directory, Map.of("storage_backend", backend()));
  }

  @AfterEach
  void close() {
    vane.close();
  }

  private void restart() {
    vane.close();
    open();
  }

  private IngestSession session(String command) {
    return vane.gateway.ingest().open(vane.command(command), GatewayFixture.SCHEMA, acks);
  }

  private static List<Object[]> rows(long first, int count) {
    return java.util.stream.LongStream.range(first, first + count)
        .mapToObj(amount -> new Object[] {"r" + amount % 3, amount})
        .toList();
  }

  @Test
  void batchesAreAcknowledgedOneByOneAndReadable() {
    try (IngestSession session = session(BATCHES.formatted(0))) {
      for (int offset = 0; offset < 5; offset++) {
        vane.append(session, offset, rows(offset * 10L, 10));
        BatchAck ack = acks.await(offset);
        assertThat(ack.records()).isEqualTo(10L * (offset + 1));
        assertThat(vane.rows(COUNT).get(0).get(0)).isEqualTo(Integer.toString(10 * (offset + 1)));
      }
      IngestReceipt receipt = session.commit();
      assertThat(receipt.rows()).isEqualTo(50);
      // Rows that are hot have no version yet.
      assertThat(receipt.version().isPresent()).isEqualTo(!backend().equals("delta"));
    }
    assertThat(vane.rows(COUNT)).containsExactly(List.of("50", "1225"));
    assertThat(vane.metric("vane_rows_processed_total", "stream", "s")).isEqualTo(50);
    assertThat(vane.metric("vane_rows_applied_total", "backend", backend())).isEqualTo(50);
    assertThat(vane.metric("vane_log_entries")).isZero();
  }

  @Test
  void everyWayOfReadingWaitsForWhatWasAcknowledged() {
    try (IngestSession session = session(BATCHES.formatted(0))) {
      vane.append(session, 0, rows(0, 3));
      acks.await(0);
      assertThat(vane.action("tables", "{}")).contains("\"rows\":3");
      vane.append(session, 1, rows(3, 3));
      acks.await(1);
      assertThat(vane.action("table.describe", "{\"table\": \"s\"}")).contains("\"rows\":6");
      vane.append(session, 2, rows(6, 3));
      acks.await(2);
      assertThat(vane.rows("{\"table\": \"s\"}")).hasSize(9);
      vane.append(session, 3, rows(9, 3));
      acks.await(3);
      List<List<String>> pivot =
          vane.rows("{\"table\": \"s\", \"rows\": [], \"measures\": [{\"agg\": \"count\"}]}");
      assertThat(pivot).hasSize(1);
      assertThat(pivot.get(0)).contains("12");
    }
  }

  @Test
  void repeatedBatchIsAnsweredAndNotApplied() {
    try (IngestSession session = session(BATCHES.formatted(0))) {
      vane.append(session, 0, rows(0, 10));
      vane.append(session, 1, rows(10, 10));
      acks.await(1);
      vane.append(session, 0, rows(0, 10));
      vane.append(session, 1, rows(10, 10));
      vane.append(session, 2, rows(20, 10));
      session.commit();
    }
    try (IngestSession session = session(BATCHES.formatted(0))) {
      vane.append(session, 0, rows(0, 10));
      assertThat(acks.await(2).records()).isEqualTo(30);
      session.commit();
    }
    assertThat(vane.rows(COUNT)).containsExactly(List.of("30", "435"));
    assertThat(vane.metric("vane_batches_replayed_total", "stream", "s")).isEqualTo(3);
  }

  @Test
  void producerGoesOnAfterARestart() {
    try (IngestSession session = session(BATCHES.formatted(3))) {
      vane.append(session, 0, rows(0, 10));
      vane.append(session, 1, rows(10, 10));
      acks.await(1);
    }
    restart();
    assertThat(status("p"))
        .contains("\"epoch\":3")
        .contains("\"ack_up_to_offset\":1")
        .contains("\"ack_up_to_records\":20")
        .contains("[\"%s\",\"main\",\"s\"]".formatted(backend()));
    assertThat(status("other")).contains("\"ack_up_to_offset\":-1").contains("\"table\":null");
    try (IngestSession session = session(BATCHES.formatted(3))) {
      vane.append(session, 1, rows(10, 10));
      vane.append(session, 2, rows(20, 10));
      assertThat(acks.await(2).records()).isEqualTo(30);
    }
    assertThat(vane.rows(COUNT)).containsExactly(List.of("30", "435"));
  }

  @Test
  void wrongNumbersAreRefusedByNameAndSayWhatIsDurable() {
    try (IngestSession session = session(BATCHES.formatted(0))) {
      vane.append(session, 0, rows(0, 10));
      vane.append(session, 1, rows(10, 10));
      acks.await(1);
    }
    refused(ErrorCode.OFFSET_GAP, BATCHES.formatted(0), 3, rows(30, 10), "offset 1, 20 rows");
    refused(ErrorCode.OFFSET_REUSED, BATCHES.formatted(0), 1, rows(99, 10), "offset 1, 20 rows");
    refused(ErrorCode.OFFSET_GAP, WHOLE.formatted(0), 3, rows(30, 10), "offset 1, 20 rows");
    refused(ErrorCode.OFFSET_REUSED, WHOLE.formatted(0), 1, rows(99, 10), "offset 1, 20 rows");
    try (IngestSession session = session(BATCHES.formatted(0))) {
      VaneException missing =
          refusal(ErrorCode.OFFSET_MISSING, () -> vane.append(session, rows(0, 1)));
      assertThat(missing.text()).contains("offset_id");
      refusal(
          ErrorCode.OFFSET_MISSING,
          () -> vane.append(session, rows(0, 1), "[7]".getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(vane.rows(COUNT)).containsExactly(List.of("20", "190"));
  }

  @Test
  void higherEpochTakesOver() {
    try (IngestSession old = session(BATCHES.formatted(1))) {
      vane.append(old, 0, rows(0, 10));
      acks.await(0);
      refusal(ErrorCode.PRODUCER_BUSY, () -> session(BATCHES.formatted(1)).close());
      try (IngestSession next = session(BATCHES.formatted(2))) {
        VaneException fenced =
            refusal(ErrorCode.PRODUCER_FENCED, () -> vane.append(old, 1, rows(10, 10)));
        assertThat(fenced.text()).contains("offset 0, 10 rows");
        vane.append(next, 1, rows(10, 10));
        acks.await(1);
      }
    }
    refusal(ErrorCode.PRODUCER_FENCED, () -> session(BATCHES.formatted(1)).close());
    restart();
    refusal(ErrorCode.PRODUCER_FENCED, () -> session(BATCHES.formatted(1)).close());
    refusal(ErrorCode.PRODUCER_FENCED, () -> session(WHOLE.formatted(1)).close());
  }

  @Test
  void epochThatSentNothingFencesAfterARestartToo() {
    try (IngestSession session = session(BATCHES.formatted(1))) {
      vane.append(session, 0, rows(0, 10));
      acks.await(0);
    }
    session(BATCHES.formatted(2)).close();
    restart();
    refusal(ErrorCode.PRODUCER_FENCED, () -> session(BATCHES.formatted(1)).close());
    try (IngestSession session = session(BATCHES.formatted(2))) {
      vane.append(session, 1, rows(10, 10));
      acks.await(1);
    }
    assertThat(vane.rows(COUNT)).containsExactly(List.of("20", "190"));
  }

  @Test
  void wholeStreamOfAProducerIsOneUnit() {
    IngestReceipt first = whole(0, rows(0, 10), rows(10, 10));
    IngestReceipt again = whole(0, rows(0, 10), rows(10, 10));
    assertThat(again.rows()).isEqualTo(first.rows()).isEqualTo(20);
    assertThat(again.version()).isEqualTo(first.version());
    assertThat(again.bytes()).isEqualTo(first.bytes());
    assertThat(whole(2, rows(20, 10)).rows()).isEqualTo(10);
    restart();
    assertThat(whole(0, rows(0, 10), rows(10, 10)).version()).isEqualTo(first.version());
    assertThat(status("p")).contains("\"ack_up_to_offset\":2").contains("\"ack_up_to_records\":30");
    // A stream that begins with what is there goes on with what is new.
    assertThat(whole(1, rows(10, 10), rows(20, 10), rows(30, 10)).rows()).isEqualTo(10);
    assertThat(vane.rows(COUNT)).containsExactly(List.of("40", "780"));
  }

  @Test
  void wholeStreamThatIsNotEndedLeavesNothing() {
    try (IngestSession session = session(WHOLE.formatted(0))) {
      vane.append(session, 0, rows(0, 10));
    }
    assertThat(status("p")).contains("\"ack_up_to_offset\":-1");
    assertThat(whole(0, rows(5, 5)).rows()).isEqualTo(5);
    assertThat(vane.rows(COUNT)).containsExactly(List.of("5", "35"));
  }

  @Test
  void batchesAndWholeStreamsOfOneProducerRunOn() {
    try (IngestSession session = session(BATCHES.formatted(0))) {
      vane.append(session, 0, rows(0, 10));
      acks.await(0);
    }
    whole(1, rows(10, 10));
    try (IngestSession session = session(TABLE)) {
      vane.append(session, 2, rows(20, 10));
      BatchAck ack = acks.await(2);
      assertThat(ack.version()).isPresent();
      assertThat(ack.records()).isEqualTo(30);
    }
    try (IngestSession session = session(BATCHES.formatted(0))) {
      vane.append(session, 3, rows(30, 10));
      acks.await(3);
    }
    assertThat(vane.rows(COUNT)).containsExactly(List.of("40", "780"));
  }

  @Test
  void repetitionOlderThanTheWindowIsRefusedAndNotApplied() {
    vane.close();
    vane =
        new GatewayFixture(
            directory, Map.of("storage_backend", backend(), "limits.replay_window", "3"));
    assertThat(vane.metric("vane_limit", "limit", "replay_window")).isEqualTo(3);
    try (IngestSession session = session(BATCHES.formatted(0))) {
      for (int offset = 0; offset < 8; offset++) {
        vane.append(session, offset, rows(offset * 10L, 10));
        acks.await(offset);
        // Each is a commit, and an entry of the ledger, of its own.
        assertThat(vane.rows(COUNT).get(0).get(0)).isEqualTo(Integer.toString(10 * (offset + 1)));
      }
    }
    IngestReceipt unit = vane.put(REQUEST, rows(1_000, 1));
    refused(ErrorCode.REPLAY_EXPIRED, BATCHES.formatted(0), 1, rows(10, 10), "offset 7, 80 rows");
    refused(ErrorCode.REPLAY_EXPIRED, WHOLE.formatted(0), 1, rows(10, 10), "offset 7, 80 rows");
    try (IngestSession session = session(BATCHES.formatted(0))) {
      vane.append(session, 6, rows(60, 10));
      vane.append(session, 7, rows(70, 10));
      session.commit();
    }
    // A request has one entry, which stays.
    assertThat(vane.put(REQUEST, rows(1_000, 1)).version()).isEqualTo(unit.version());
    assertThat(vane.rows(COUNT).get(0).get(0)).isEqualTo("81");
  }

  @Test
  void requestIdMakesAStreamOneUnit() {
    IngestReceipt first = vane.put(REQUEST, rows(0, 10));
    assertThat(vane.put(REQUEST, rows(0, 10)).version()).isEqualTo(first.version());
    restart();
    IngestReceipt again = vane.put(REQUEST, rows(0, 10));
    assertThat(again.version()).isEqualTo(first.version());
    assertThat(again.rows()).isEqualTo(10);
    VaneException reused = refusal(ErrorCode.OFFSET_REUSED, () -> vane.put(REQUEST, rows(1, 10)));
    assertThat(reused.text()).contains("r1").contains("10 of them are durable");
    vane.put(REQUEST.replace("r1", "r2"), rows(10, 10));
    assertThat(vane.rows(COUNT)).containsExactly(List.of("20", "190"));
  }

  @Test
  void requestIdMakesOverwriteAndCreateRepeatable() {
    String create = REQUEST.replace("}", ", \"mode\": \"create\"}");
    IngestReceipt first = vane.put(create, rows(0, 10));
    assertThat(vane.put(create, rows(0, 10)).version()).isEqualTo(first.version());
    refusal(ErrorCode.TABLE_EXISTS, () -> vane.put(create.replace("r1", "r2"), rows(0, 1)));
    String overwrite = REQUEST.replace("r1", "o").replace("}", ", \"mode\": \"overwrite\"}");
    vane.put(overwrite, rows(20, 5));
    vane.put("{\"stream_name\": \"s\"}", rows(0, 1));
    vane.put(overwrite, rows(20, 5));
    assertThat(vane.rows(COUNT).get(0).get(0)).isEqualTo("6");
  }

  @Test
  void callWithoutProducerIsNumberedFromZero() {
    String command = "{\"stream_name\": \"s\", \"ack\": \"batch\"}";
    for (int call = 1; call <= 2; call++) {
      AckLog own = new AckLog();
      try (IngestSession session =
          vane.gateway.ingest().open(vane.command(command), GatewayFixture.SCHEMA, own)) {
        vane.append(session, rows(0, 10));
        vane.append(session, rows(0, 10), "anything".getBytes(StandardCharsets.UTF_8));
        own.await(1);
        assertThat(own.acks()).extracting(BatchAck::offset).containsExactly(0L, 1L);
        assertThat(own.acks()).extracting(BatchAck::records).containsExactly(10L, 20L);
      }
      assertThat(vane.rows(COUNT).get(0).get(0)).isEqualTo(Integer.toString(20 * call));
    }
  }

  @Test
  void whatWasAcknowledgedStaysWhenTheStreamFails() {
    try (IngestSession session = session(BATCHES.formatted(0))) {
      vane.append(session, 0, rows(0, 10));
      acks.await(0);
      refusal(ErrorCode.OFFSET_GAP, () -> vane.append(session, 5, rows(0, 10)));
    }
    assertThat(vane.rows(COUNT)).containsExactly(List.of("10", "45"));
  }

  @Test
  void tableThatWasReplacedRefusesItsOpenStreams() {
    try (IngestSession session = session(BATCHES.formatted(0))) {
      vane.append(session, 0, rows(0, 10));
      acks.await(0);
      vane.put("{\"stream_name\": \"s\", \"mode\": \"overwrite\"}", rows(50, 1));
      vane.append(session, 1, rows(10, 10));
      acks.await(1);
      assertThat(vane.rows(COUNT).get(0).get(0)).isEqualTo("11");
      overwriteWithOtherColumns();
      VaneException changed =
          refusal(ErrorCode.SCHEMA_CHANGED, () -> vane.append(session, 2, rows(20, 10)));
      assertThat(changed.text()).contains("offset 1, 20 rows");
    }
    refusal(ErrorCode.SCHEMA_CHANGED, () -> session(BATCHES.formatted(0)).close());
    assertThat(vane.rows("{\"sql\": \"SELECT count(*) FROM s\"}")).containsExactly(List.of("0"));
  }

  private void overwriteWithOtherColumns() {
    var schema =
        new org.apache.arrow.vector.types.pojo.Schema(
            List.of(
                org.apache.arrow.vector.types.pojo.Field.nullable(
                    "other", org.apache.arrow.vector.types.pojo.ArrowType.Utf8.INSTANCE)));
    try (IngestSession session =
        vane.gateway
            .ingest()
            .open(vane.command("{\"stream_name\": \"s\", \"mode\": \"overwrite\"}"), schema)) {
      session.commit();
    }
  }

  @Test
  void commandsThatContradictThemselvesAreRefused() {
    for (String command :
        List.of(
            "{\"ack\": \"batch\", \"request_id\": \"r\"}",
            "{\"ack\": \"batch\", \"mode\": \"overwrite\"}",
            "{\"request_id\": \"r\", \"producer\": {\"id\": \"p\"}}",
            "{\"producer\": {\"id\": \"p\", \"epoch\": -1}}")) {
      refusal(ErrorCode.COMMAND_INVALID, () -> vane.command(command));
    }
    refusal(
        ErrorCode.COMMAND_UNKNOWN_KEY, () -> vane.command("{\"producer\": {\"ident\": \"p\"}}"));
    refusal(ErrorCode.NAME_INVALID, () -> vane.command("{\"producer\": {\"id\": \"\"}}"));
  }

  @SafeVarargs
  private IngestReceipt whole(long firstOffset, List<Object[]>... batches) {
    try (IngestSession session = session(WHOLE.formatted(0))) {
      long offset = firstOffset;
      for (List<Object[]> batch : batches) {
        vane.append(session, offset++, batch);
      }
      return session.commit();
    }
  }

  private String status(String producer) {
    return vane.action(
        "stream.status",
        "{\"stream_name\": \"s\", \"producer\": {\"id\": \"%s\"}}".formatted(producer));
  }

  private void refused(
      ErrorCode code, String command, long offset, List<Object[]> rows, String durable) {
    try (IngestSession session = session(command)) {
      assertThat(refusal(code, () -> vane.append(session, offset, rows)).text()).contains(durable);
    }
  }

  private static VaneException refusal(ErrorCode code, ThrowingCallable action) {
    VaneException failure = catchThrowableOfType(VaneException.class, action);
    assertThat(failure).as("refused with " + code).isNotNull();
    assertThat(failure.code()).as(failure.text()).isEqualTo(code);
    return failure;
  }
}
