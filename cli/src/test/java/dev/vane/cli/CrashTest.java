package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.client.VaneClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that is killed again and again, at random moments and at each named step, under
 * producers that go on: nothing acknowledged may be lost, nothing stored twice, and each producer's
 * batches are the beginning of what it sent. That is looked at after the restarts, while the
 * producers go on, and row by row at the end. {@code -Dvane.crash.kills} says how often (the
 * profile {@code crashes} runs 500), {@code -Dvane.crash.seed} in which order, {@code
 * -Dvane.crash.report} where to write what happened.
 */
class CrashTest {
  private static final int KILLS = Integer.getInteger("vane.crash.kills", 8);
  private static final long SEED = Long.getLong("vane.crash.seed", System.nanoTime());

  /**
   * The steps, in the order in which a batch goes through them. Some are reached by every commit,
   * the removal of a segment only now and then.
   */
  private static final Map<String, Integer> MOST_OF_A_STEP =
      Map.ofEntries(
          Map.entry("log.append", 12),
          Map.entry("log.appended", 12),
          Map.entry("log.synced", 12),
          Map.entry("ack", 12),
          Map.entry("acked", 12),
          Map.entry("apply.rows", 6),
          Map.entry("duckdb.rows", 12),
          Map.entry("duckdb.ledger", 12),
          Map.entry("duckdb.committed", 12),
          Map.entry("delta.rows", 8),
          Map.entry("delta.link", 8),
          Map.entry("delta.linked", 8),
          Map.entry("pair.sealed", 4),
          Map.entry("pair.leader", 4),
          Map.entry("pair.follower", 4),
          Map.entry("apply.committed", 6),
          Map.entry("hot.rows", 6),
          Map.entry("hot.committed", 6),
          Map.entry("move.begin", 3),
          Map.entry("move.files", 3),
          Map.entry("move.committed", 3),
          Map.entry("move.removed", 3),
          Map.entry("log.remove", 2),
          Map.entry("log.removed", 2));

  /** Then the tables begin anew: it is the crashes that are tested here, not tables that age. */
  private static final int KILLS_OF_A_ROUND = 50;

  private static final int MOST_BATCHES = 60;
  private static final long PATIENCE_MILLISECONDS = 6_000;
  private static final long STEP_MILLISECONDS = 20_000;

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final Map<String, Integer> ends = new TreeMap<>();
  private final Map<String, Long> batches = new TreeMap<>();
  private Path data = Path.of("");
  private int checks;
  private int port;

  @Test
  void nothingAcknowledgedIsLostAndNothingIsStoredTwice() throws Exception {
    port = freePort();
    Files.writeString(
        folder.resolve("vane.yaml"),
        "limits: {log_bytes: 1MiB}\ndelta_config: {hot_rows: 2000, hot_age: 300ms}\n");
    List<String> steps = new ArrayList<>(MOST_OF_A_STEP.keySet());
    Collections.sort(steps);
    Collections.shuffle(steps, random);
    try (RootAllocator allocator = new RootAllocator();
        VaneClient client =
            VaneClient.builder("grpc://127.0.0.1:" + port).allocator(allocator).build()) {
      for (int done = 0; done < KILLS; done += KILLS_OF_A_ROUND) {
        data = Files.createTempDirectory(folder, "data");
        round(client, allocator, steps, done, Math.min(KILLS, done + KILLS_OF_A_ROUND));
        report(Math.min(KILLS, done + KILLS_OF_A_ROUND));
      }
    }
  }

  /** So many ends of a gateway over one data directory. */
  private void round(
      VaneClient client, RootAllocator allocator, List<String> steps, int first, int end)
      throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<CrashProducer> producers = producers(client, allocator, stop);
    CrashedTables tables = new CrashedTables(client, SEED);
    List<Thread> threads = new ArrayList<>();
    VaneProcess gateway = start("");
    try {
      for (CrashProducer producer : producers) {
        Thread thread = new Thread(producer, producer.name);
        thread.start();
        threads.add(thread);
      }
      String step = "";
      for (int kill = first; kill < end; kill++) {
        Map<String, Long> acknowledged = end(gateway, step, producers);
        step = kill % 2 == 0 ? steps.get(kill / 2 % steps.size()) : "";
        gateway = start(step);
        if (step.isEmpty()) {
          tables.requireBeginnings(acknowledged);
          checks++;
        }
      }
      if (!step.isEmpty()) {
        gateway.kill();
        gateway = start("");
      }
      awaitProgressOfAll(producers);
      stop.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      for (CrashProducer producer : producers) {
        assertThat(producer.failure()).as("%s, seed %d", producer.name, SEED).isNull();
        tables.requireOnce(producer);
        batches.merge(producer.name, producer.acknowledged() + 1, Long::sum);
      }
    } finally {
      stop.set(true);
      gateway.kill();
      for (Thread thread : threads) {
        thread.interrupt();
        thread.join();
      }
    }
  }

  private static List<CrashProducer> producers(
      VaneClient client, RootAllocator allocator, AtomicBoolean stop) {
    List<CrashProducer> producers = new ArrayList<>();
    for (String backend : List.of("duckdb", "delta", "both")) {
      for (CrashProducer.Way way : CrashProducer.Way.of(backend)) {
        producers.add(new CrashProducer(way, backend, client, allocator, stop));
      }
    }
    return producers;
  }

  /** Ends the gateway at its step, or at a random moment; gives what was acknowledged before. */
  private Map<String, Long> end(VaneProcess gateway, String step, List<CrashProducer> producers)
      throws Exception {
    if (step.isEmpty()) {
      awaitBatches(producers, 1 + random.nextInt(MOST_BATCHES));
      ends.merge("at a random moment", 1, Integer::sum);
    } else {
      boolean reached = gateway.endsWithin(STEP_MILLISECONDS);
      ends.merge(reached ? "at " + step : "before " + step, 1, Integer::sum);
    }
    Map<String, Long> acknowledged = new TreeMap<>();
    producers.forEach(producer -> acknowledged.put(producer.name, producer.acknowledged()));
    gateway.kill();
    return acknowledged;
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
  private VaneProcess start(String step) throws Exception {
    Path ready = Files.createTempFile(folder, "ready", ".json");
    Files.delete(ready);
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + emptied(folder.resolve("temporary"))));
    if (!step.isEmpty()) {
      int count = 1 + random.nextInt(MOST_OF_A_STEP.getOrDefault(step, 1));
      flags.add("-Dvane.test.crash_at=" + step + ":" + count);
    }
    VaneProcess gateway =
        VaneProcess.startWith(
            folder,
            flags,
            "serve",
            "--config",
            folder.resolve("vane.yaml").toString(),
            "--data-dir",
            data.toString(),
            "--flight-port",
            Integer.toString(port),
            "--http-port",
            "0",
            "--ready-file",
            ready.toString());
    if (step.isEmpty()) {
      gateway.awaitReady(ready);
    }
    return gateway;
  }

  /** Engines unpack their libraries there, which a gateway that is killed leaves behind. */
  private static Path emptied(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    return directory;
  }

  /** Written anew after each round. */
  private void report(int kills) throws IOException {
    String path = System.getProperty("vane.crash.report");
    if (path == null) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append("# The last long run of the crash test\n\n");
    text.append(
        "%d of %d ends of the gateway under %d producers, seed %d. Every batch that was acknowledged is stored once, and nothing else.\n"
            .formatted(kills, KILLS, batches.size(), SEED));
    text.append(
        "After %d of the restarts, while the producers went on, each producer's rows were counted, summed and compared with what it had been acknowledged before; after every %d ends every batch was, and the tables began anew.\n\n"
            .formatted(checks, KILLS_OF_A_ROUND));
    text.append("| the gateway ended | times |\n|---|---|\n");
    ends.forEach((end, times) -> text.append("| %s | %d |\n".formatted(end, times)));
    text.append("\n| producer | batches stored once |\n|---|---|\n");
    batches.forEach((name, count) -> text.append("| %s | %,d |\n".formatted(name, count)));
    Files.writeString(Path.of(path), text);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
