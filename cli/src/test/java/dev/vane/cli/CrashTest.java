package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.client.BatchStream;
import dev.vane.client.VaneClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that is killed again and again, at random moments and at each named step, under
 * producers that go on: nothing acknowledged may be lost, nothing stored twice, and each producer's
 * batches are the beginning of what it sent. {@code -Dvane.crash.kills} says how often (the profile
 * {@code crashes} runs 500), {@code -Dvane.crash.report} where to write what happened.
 */
class CrashTest {
  private static final int KILLS = Integer.getInteger("vane.crash.kills", 6);
  private static final long SEED = Long.getLong("vane.crash.seed", System.nanoTime());
  private static final List<String> STEPS =
      List.of(
          "log.append",
          "log.appended",
          "log.synced",
          "ack",
          "acked",
          "apply.rows",
          "apply.committed",
          "log.remove",
          "log.removed");
  private static final int MOST_OF_A_STEP = 12;
  private static final int MOST_BATCHES = 60;
  private static final long PATIENCE_MILLISECONDS = 6_000;
  private static final long STEP_MILLISECONDS = 20_000;

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final Map<String, Integer> ends = new TreeMap<>();
  private int port;

  @Test
  void nothingAcknowledgedIsLostAndNothingIsStoredTwice() throws Exception {
    port = freePort();
    Files.writeString(folder.resolve("vane.yaml"), "limits: {log_bytes: 1MiB}\n");
    AtomicBoolean stop = new AtomicBoolean();
    try (RootAllocator allocator = new RootAllocator();
        VaneClient client =
            VaneClient.builder("grpc://127.0.0.1:" + port).allocator(allocator).build()) {
      List<CrashProducer> producers = producers(client, allocator, stop);
      List<Thread> threads = new ArrayList<>();
      VaneProcess gateway = start(List.of());
      try {
        for (CrashProducer producer : producers) {
          Thread thread = new Thread(producer, producer.name);
          thread.start();
          threads.add(thread);
        }
        for (int kill = 0; kill < KILLS; kill++) {
          gateway = end(gateway, kill, producers);
        }
        awaitProgressOfAll(producers);
        stop.set(true);
        for (Thread thread : threads) {
          thread.join();
        }
        for (CrashProducer producer : producers) {
          assertThat(producer.failure()).as("%s, seed %d", producer.name, SEED).isNull();
          requireOnce(client, producer);
        }
        report(producers);
      } finally {
        stop.set(true);
        gateway.kill();
        for (Thread thread : threads) {
          thread.interrupt();
          thread.join();
        }
      }
    }
  }

  private static List<CrashProducer> producers(
      VaneClient client, RootAllocator allocator, AtomicBoolean stop) {
    List<CrashProducer> producers = new ArrayList<>();
    for (String backend : List.of("duckdb", "delta")) {
      for (CrashProducer.Way way : CrashProducer.Way.values()) {
        producers.add(new CrashProducer(way, backend, client, allocator, stop));
      }
    }
    return producers;
  }

  /** Ends the gateway, one way or another, and starts the next. */
  private VaneProcess end(VaneProcess gateway, int kill, List<CrashProducer> producers)
      throws Exception {
    if (kill % 2 == 0) {
      awaitBatches(producers, 1 + random.nextInt(MOST_BATCHES));
      gateway.kill();
      ends.merge("at a random moment", 1, Integer::sum);
      return start(List.of());
    }
    // The one that runs has no step to end at; the next one has.
    gateway.kill();
    String step = STEPS.get(kill / 2 % STEPS.size());
    VaneProcess next =
        start(List.of("-Dvane.test.crash_at=" + step + ":" + (1 + random.nextInt(MOST_OF_A_STEP))));
    boolean reached = next.endsWithin(STEP_MILLISECONDS);
    next.kill();
    ends.merge(reached ? "at " + step : "before " + step, 1, Integer::sum);
    return start(List.of());
  }

  /** Lets so many more batches be acknowledged, so that the moment is random and never idle. */
  private static void awaitBatches(List<CrashProducer> producers, int batches)
      throws InterruptedException {
    long goal = acknowledged(producers) + batches;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLISECONDS);
    while (acknowledged(producers) < goal && System.nanoTime() < end) {
      Thread.sleep(1);
    }
  }

  private static long acknowledged(List<CrashProducer> producers) {
    return producers.stream().mapToLong(CrashProducer::acknowledged).sum();
  }

  private static void awaitProgressOfAll(List<CrashProducer> producers)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    for (CrashProducer producer : producers) {
      long before = producer.acknowledged();
      while (producer.acknowledged() == before && producer.failure() == null) {
        assertThat(System.nanoTime()).as(producer.name + " gets on").isLessThan(end);
        Thread.sleep(1);
      }
    }
  }

  /** Starts a gateway; one that is to end at a step may do so before it serves. */
  private VaneProcess start(List<String> flags) throws Exception {
    Path ready = Files.createTempFile(folder, "ready", ".json");
    Files.delete(ready);
    List<String> all = new ArrayList<>(List.of("-Xmx384m", "-XX:TieredStopAtLevel=1"));
    all.addAll(flags);
    VaneProcess gateway =
        VaneProcess.startWith(
            folder,
            all,
            "serve",
            "--config",
            folder.resolve("vane.yaml").toString(),
            "--data-dir",
            folder.resolve("data").toString(),
            "--flight-port",
            Integer.toString(port),
            "--http-port",
            "0",
            "--ready-file",
            ready.toString());
    if (flags.isEmpty()) {
      gateway.awaitReady(ready);
    }
    return gateway;
  }

  private void requireOnce(VaneClient client, CrashProducer producer) {
    long batches = 0;
    try (BatchStream answer =
        client.sql(
            "SELECT batch, count(*) AS n, count(DISTINCT value) AS d, min(value) AS low, max(value) AS high FROM "
                + producer.backend
                + ".main."
                + CrashProducer.stream(producer.backend)
                + " WHERE producer = ? GROUP BY batch ORDER BY batch",
            producer.name)) {
      while (answer.next()) {
        VectorSchemaRoot root = answer.root();
        for (int row = 0; row < root.getRowCount(); row++) {
          long batch = number(root, "batch", row);
          String what = "%s, batch %d, seed %d".formatted(producer.name, batch, SEED);
          assertThat(batch).as(what).isEqualTo(batches++);
          assertThat(number(root, "n", row)).as(what).isEqualTo(CrashProducer.ROWS);
          assertThat(number(root, "d", row)).as(what).isEqualTo(CrashProducer.ROWS);
          assertThat(number(root, "low", row))
              .as(what)
              .isEqualTo(CrashProducer.value(producer.name, batch, 0));
          assertThat(number(root, "high", row))
              .as(what)
              .isEqualTo(CrashProducer.value(producer.name, batch, CrashProducer.ROWS - 1));
        }
      }
    }
    String what = "%s, seed %d".formatted(producer.name, SEED);
    assertThat(batches - 1).as(what).isEqualTo(producer.acknowledged());
    if (producer.way != CrashProducer.Way.REQUEST) {
      var status = client.streamStatus(CrashProducer.stream(producer.backend), producer.name);
      assertThat(status.ackUpToOffset()).as(what).isEqualTo(batches - 1);
      assertThat(status.ackUpToRecords()).as(what).isEqualTo(batches * CrashProducer.ROWS);
    }
  }

  private static long number(VectorSchemaRoot root, String column, int row) {
    return ((BigIntVector) root.getVector(column)).get(row);
  }

  private void report(List<CrashProducer> producers) throws IOException {
    String path = System.getProperty("vane.crash.report");
    if (path == null) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append("# The last long run of the crash test\n\n");
    text.append(
        "%d ends of the gateway under %d producers, seed %d. Every batch that was acknowledged is stored once, and nothing else.\n\n"
            .formatted(KILLS, producers.size(), SEED));
    text.append("| the gateway ended | times |\n|---|---|\n");
    ends.forEach((end, times) -> text.append("| %s | %d |\n".formatted(end, times)));
    text.append("\n| producer | batches stored once |\n|---|---|\n");
    producers.forEach(
        producer ->
            text.append("| %s | %,d |\n".formatted(producer.name, producer.acknowledged() + 1)));
    Files.writeString(Path.of(path), text);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
