package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.client.BatchStream;
import dev.vane.client.PutCommand;
import dev.vane.client.PutStream;
import dev.vane.client.VaneClient;
import dev.vane.client.VaneClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway process to which more is sent at once than it may hold. */
@Timeout(180)
class MemoryTest {
  private static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("n", new ArrowType.Int(64, true))));
  private static final int SENDERS = 32;
  private static final int BATCHES = 10;

  /** Two megabytes of Arrow data: all senders' batches together are far more than Arrow's share. */
  private static final int BATCH_ROWS = 1 << 18;

  private static final long LIMIT = 800_000_000L;

  @TempDir private Path folder;

  @Test
  void processStaysWithinItsLimitAndTakesEverythingOnce() throws Exception {
    Path ready = folder.resolve("ready.json");
    Path settings =
        Files.writeString(folder.resolve("vane.yaml"), "limits: {memory: 800MB, hold_back: 2s}\n");
    try (VaneProcess gateway =
            VaneProcess.startWith(
                folder,
                List.of("-Xmx192m"),
                "serve",
                "--config",
                settings.toString(),
                "--data-dir",
                folder.resolve("data").toString(),
                "--flight-port",
                "0",
                "--http-port",
                "0",
                "--ready-file",
                ready.toString());
        RootAllocator allocator = new RootAllocator()) {
      JsonNode served = gateway.awaitReady(ready);
      try (VaneClient client =
              VaneClient.builder(served.path("flight").asText()).allocator(allocator).build();
          VectorSchemaRoot root = batch(allocator)) {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
          List<Future<?>> sending = new ArrayList<>();
          for (int sender = 0; sender < SENDERS; sender++) {
            PutCommand command =
                PutCommand.builder("s" + sender % 4)
                    .storageBackend(sender % 2 == 0 ? "duckdb" : "delta")
                    .requestId("sender-" + sender)
                    .build();
            sending.add(senders.submit(() -> send(client, command, root)));
          }
          for (Future<?> each : sending) {
            each.get();
          }
        } finally {
          senders.shutdownNow();
        }
        for (int table = 0; table < 4; table++) {
          assertThat(count(client, "s" + table))
              .isEqualTo((long) SENDERS / 4 * BATCHES * BATCH_ROWS);
        }
      }
      assertThat(highWater(gateway.pid())).isLessThan(LIMIT);
    }
  }

  @Test
  void limitOfNettyThatCannotHoldTheMemoryIsRefusedAtTheStart() throws Exception {
    Path settings = Files.writeString(folder.resolve("vane.yaml"), "limits: {memory: 1GiB}\n");
    try (VaneProcess gateway =
        VaneProcess.startWith(
            folder,
            List.of("-Dio.netty.maxDirectMemory=134217728"),
            "serve",
            "--data-dir",
            folder.resolve("data").toString(),
            "--flight-port",
            "0",
            "--http-port",
            "0",
            "--config",
            settings.toString())) {
      assertThat(gateway.exitCode()).isEqualTo(1);
      assertThat(gateway.err())
          .contains("may take 128 MiB; limits.memory of 1,024 MiB needs 512 MiB")
          .contains("Leave -Dio.netty.maxDirectMemory out, or lower limits.memory to 256MiB.");
    }
  }

  /** The batch is only read, so all senders may share its buffers. */
  private static void send(VaneClient client, PutCommand command, VectorSchemaRoot shared) {
    for (int attempt = 0; ; attempt++) {
      try (VectorSchemaRoot root = shared.slice(0, BATCH_ROWS);
          PutStream stream = client.startPut(command, root)) {
        for (int batch = 0; batch < BATCHES; batch++) {
          stream.putNext();
        }
        stream.finish();
        return;
      } catch (VaneClientException refused) {
        assertThat(refused.code()).as(refused.text()).isEqualTo("LIMIT_MEMORY");
        assertThat(attempt).as("attempts").isLessThan(30);
        pause(refused.retryAfter().orElseThrow());
      }
    }
  }

  private static void pause(Duration told) {
    try {
      Thread.sleep(told.toMillis());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static long count(VaneClient client, String table) {
    try (BatchStream answer = client.sql("SELECT count(*) AS n FROM " + table)) {
      assertThat(answer.next()).isTrue();
      return ((BigIntVector) answer.root().getVector("n")).get(0);
    }
  }

  /** The most that the process ever held resident, as the kernel counts it. */
  private static long highWater(long pid) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private static VectorSchemaRoot batch(RootAllocator allocator) {
    VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
    BigIntVector numbers = (BigIntVector) root.getVector(0);
    numbers.allocateNew(BATCH_ROWS);
    for (int row = 0; row < BATCH_ROWS; row++) {
      numbers.set(row, row);
    }
    root.setRowCount(BATCH_ROWS);
    return root;
  }
}
