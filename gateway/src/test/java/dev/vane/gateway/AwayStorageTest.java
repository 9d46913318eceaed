package dev.vane.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vane.gateway.ingest.IngestSession;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A table whose storage is away, what of it producers notice, and what others do. */
@Timeout(120)
class AwayStorageTest {
  private static final String COMMAND =
      "{\"stream_name\": \"%s\", \"ack\": \"batch\", \"producer\": {\"id\": \"p\"}}";
  private static final int ROWS = 1_000;
  private static final int MOST_BATCHES = 1_000;

  @TempDir Path directory;
  private GatewayFixture vane;
  private final AckLog acks = new AckLog();

  @BeforeEach
  void open() {
    vane =
        new GatewayFixture(
            directory,
            Map.of(
                "storage_backend",
                "delta",
                "limits.log_bytes",
                "1MiB",
                "limits.hold_back",
                "100ms"));
  }

  @AfterEach
  void close() {
    vane.close();
  }

  private IngestSession session(String stream, AckLog log) {
    return vane.gateway
        .ingest()
        .open(vane.command(COMMAND.formatted(stream)), GatewayFixture.SCHEMA, log);
  }

  private static List<Object[]> rows(long batch) {
    return LongStream.range(batch * ROWS, (batch + 1) * ROWS)
        .mapToObj(amount -> new Object[] {"r" + amount % 7, amount})
        .toList();
  }

  @Test
  void acksGoOnUntilTheLogIsFullAndEverythingIsAppliedOnceTheStorageIsBack() throws IOException {
    long acknowledged;
    try (IngestSession away = session("away", acks)) {
      vane.append(away, 0, rows(0));
      acks.await(0);
      assertThat(count("away")).isEqualTo(ROWS);
      takeAway();
      vane.append(away, 1, rows(1));
      acks.await(1);
      VaneException refusal = null;
      for (long batch = 2; refusal == null && batch < MOST_BATCHES; batch++) {
        long next = batch;
        refusal =
            catchThrowableOfType(VaneException.class, () -> vane.append(away, next, rows(next)));
        if (refusal == null) {
          acks.await(batch);
        }
      }
      if (refusal == null) {
        throw new AssertionError("The log has no limit");
      }
      assertThat(refusal.code()).isEqualTo(ErrorCode.LIMIT_LOG);
      assertThat(refusal.code().retryable()).isTrue();
      assertThat(refusal.retryAfter()).isPresent();
      assertThat(vane.metric("vane_log_near_limit")).isEqualTo(1);
      assertThat(vane.action("health", ""))
          .startsWith("{\"status\":\"ready\",\"concerns\":[{\"name\":\"log_near_limit\"")
          .contains("limits.log_bytes is 1,048,576");
      acknowledged = acks.acks().get(acks.acks().size() - 1).offset() + 1;
      assertThat(acknowledged).isGreaterThan(10);
    }
    bringBack();
    assertThat(count("away")).isEqualTo(acknowledged * ROWS);
    assertThat(vane.metric("vane_apply_failures_total", "backend", "delta")).isPositive();
    try (IngestSession back = session("away", acks)) {
      vane.append(back, acknowledged, rows(acknowledged));
      acks.await(acknowledged);
    }
    assertThat(count("away")).isEqualTo((acknowledged + 1) * ROWS);
    assertThat(vane.metric("vane_log_near_limit")).isZero();
    assertThat(vane.action("health", "")).isEqualTo("{\"status\":\"ready\"}");
  }

  @Test
  void tableThatIsStuckDelaysNoOther() throws IOException {
    AckLog others = new AckLog();
    try (IngestSession away = session("away", acks);
        IngestSession other = session("other", others)) {
      vane.append(away, 0, rows(0));
      acks.await(0);
      assertThat(count("away")).isEqualTo(ROWS);
      takeAway();
      vane.append(away, 1, rows(1));
      acks.await(1);
      for (int batch = 0; batch < 5; batch++) {
        vane.append(other, batch, rows(batch));
        others.await(batch);
        assertThat(count("other")).isEqualTo((batch + 1L) * ROWS);
      }
      bringBack();
    }
    assertThat(count("away")).isEqualTo(2 * ROWS);
  }

  @Test
  void producerThatWaitsForItsAckIsToldThatThereWillBeNone() throws Exception {
    try (IngestSession away =
        vane.gateway
            .ingest()
            .open(
                vane.command(
                    "{\"stream_name\": \"away\", \"ack\": \"batch\", \"durability\": \"table\"}"),
                GatewayFixture.SCHEMA,
                acks)) {
      vane.append(away, rows(0));
      acks.await(0);
      takeAway();
      vane.append(away, rows(1));
      VaneException refusal = acks.awaitRefusal();
      assertThat(catchThrowableOfType(VaneException.class, away::commit)).isSameAs(refusal);
      bringBack();
    }
    assertThat(count("away")).isEqualTo(ROWS);
  }

  @Test
  void streamThatFailsFailsAlone() {
    AckLog others = new AckLog();
    try (IngestSession failing = session("failing", acks);
        IngestSession other = session("other", others)) {
      for (int batch = 0; batch < 3; batch++) {
        vane.append(failing, batch, rows(batch));
        vane.append(other, batch, rows(batch));
      }
      VaneException refusal =
          catchThrowableOfType(VaneException.class, () -> vane.append(failing, 9, rows(9)));
      assertThat(refusal.code()).isEqualTo(ErrorCode.OFFSET_GAP);
      vane.append(other, 3, rows(3));
      others.await(3);
      other.commit();
    }
    assertThat(count("other")).isEqualTo(4L * ROWS);
    assertThat(count("failing")).isEqualTo(3L * ROWS);
  }

  private long count(String table) {
    return Long.parseLong(
        vane.rows("{\"sql\": \"SELECT count(*) FROM %s\"}".formatted(table)).get(0).get(0));
  }

  /** Nothing can be written to the table, as if its disk were gone. */
  private void takeAway() throws IOException {
    Files.move(table(), directory.resolve("kept"));
    Files.writeString(table(), "not a folder");
  }

  private void bringBack() throws IOException {
    Files.delete(table());
    Files.move(directory.resolve("kept"), table());
  }

  private Path table() {
    return directory.resolve("delta").resolve("away");
  }
}
