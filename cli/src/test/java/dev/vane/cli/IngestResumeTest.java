package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.cli.ingest.ResumedFile;
import dev.vane.cli.serve.RunningGateway;
import dev.vane.client.BatchStream;
import dev.vane.client.StreamStatus;
import dev.vane.client.VaneClient;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code vane ingest --resume}, ended in the middle of a file and started again. */
@Timeout(180)
class IngestResumeTest {
  private static final int ROWS = 4_000_000;

  @TempDir private Path folder;

  @Test
  void killedCommandGoesOnWhereTheServerHasTheFile() throws Exception {
    Path file = write("trades.csv", "n,side\n", ROWS);
    try (RunningGateway gateway = TestGateway.start(folder, "duckdb");
        RootAllocator allocator = new RootAllocator();
        VaneClient client = VaneClient.builder(gateway.flightUri()).allocator(allocator).build()) {
      String producer = ResumedFile.producer(file.toRealPath());
      try (VaneProcess first =
          VaneProcess.start(
              folder,
              "ingest",
              "trades",
              file.toString(),
              "--resume",
              "--server",
              gateway.flightUri())) {
        while (client.streamStatus("trades", producer).ackUpToOffset() < 0) {
          assertThat(first.endsWithin(1)).as(first.err()).isFalse();
        }
        first.kill();
      }
      StreamStatus durable = client.streamStatus("trades", producer);
      assertThat(durable.ackUpToRecords()).isPositive().isLessThan(ROWS);
      assertThat(count(client)).isBetween(durable.ackUpToRecords(), (long) ROWS);

      CommandRun second = ingest(file, gateway);
      assertThat(second.exitCode()).as(second.err()).isZero();
      assertThat(second.err()).contains("trades.csv: goes on after");
      requireAllOnce(client);

      CommandRun third = ingest(file, gateway);
      assertThat(third.exitCode()).as(third.err()).isZero();
      assertThat(third.err()).contains("goes on after 4,000,000 durable rows");
      requireAllOnce(client);
    }
  }

  @Test
  void fileThatIsAnotherOneByNowIsRefusedAndStandardInputToo() throws Exception {
    Path file = write("few.csv", "n,side\n", 10);
    try (RunningGateway gateway = TestGateway.start(folder, "duckdb")) {
      assertThat(ingest(file, gateway).exitCode()).isZero();
      write("few.csv", "n,side\n", 9);
      CommandRun changed = ingest(file, gateway);
      assertThat(changed.exitCode()).isEqualTo(ExitCode.REFUSED);
      assertThat(changed.err()).contains("OFFSET_REUSED");
      CommandRun input =
          CommandRun.withInput(
              new byte[0], "ingest", "trades", "-", "--resume", "--server", gateway.flightUri());
      assertThat(input.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(input.err()).contains("standard input");
    }
  }

  private static CommandRun ingest(Path file, RunningGateway gateway) {
    return CommandRun.of(
        "ingest", "trades", file.toString(), "--resume", "--server", gateway.flightUri());
  }

  private Path write(String name, String head, int rows) throws IOException {
    Path file = folder.resolve(name);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(head);
      for (int row = 0; row < rows; row++) {
        out.write(Integer.toString(row));
        out.write(row % 2 == 0 ? ",buy\n" : ",sell\n");
      }
    }
    return file;
  }

  private static void requireAllOnce(VaneClient client) {
    assertThat(count(client)).isEqualTo(ROWS);
    try (BatchStream answer =
        client.sql("SELECT count(DISTINCT n) AS d, CAST(sum(n) AS BIGINT) AS s FROM trades")) {
      assertThat(answer.next()).isTrue();
      assertThat(((BigIntVector) answer.root().getVector("d")).get(0)).isEqualTo(ROWS);
      assertThat(((BigIntVector) answer.root().getVector("s")).get(0))
          .isEqualTo(ROWS * (ROWS - 1L) / 2);
    }
  }

  private static long count(VaneClient client) {
    try (BatchStream answer = client.sql("SELECT count(*) AS n FROM trades")) {
      assertThat(answer.next()).isTrue();
      return ((BigIntVector) answer.root().getVector("n")).get(0);
    }
  }
}
