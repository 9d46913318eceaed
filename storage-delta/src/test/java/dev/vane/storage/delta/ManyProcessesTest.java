package dev.vane.storage.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.AsOf;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes write one table at once; whatever one of them was told is committed stays. */
class ManyProcessesTest {
  private static final int PROCESSES = 2;
  private static final int APPENDS = 15;

  @Test
  void noAcknowledgedCommitIsLostAndNoVersionGivenTwice(@TempDir Path directory)
      throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    try {
      for (int number = 0; number < PROCESSES; number++) {
        processes.add(start(directory, number));
      }
      List<BufferedReader> outputs =
          processes.stream().map(process -> process.inputReader(StandardCharsets.UTF_8)).toList();
      for (BufferedReader output : outputs) {
        assertThat(output.readLine()).isEqualTo("ready");
      }
      for (Process process : processes) {
        process.outputWriter(StandardCharsets.UTF_8).append("go\n").flush();
      }
      List<Long> versions = new ArrayList<>();
      for (BufferedReader output : outputs) {
        output.lines().map(Long::valueOf).forEach(versions::add);
      }
      for (Process process : processes) {
        assertThat(process.waitFor()).isZero();
      }
      assertThat(versions).doesNotHaveDuplicates().hasSize(PROCESSES * APPENDS);
      try (DeltaHouse house = new DeltaHouse(directory)) {
        assertThat(house.version("t")).isEqualTo(PROCESSES * APPENDS - 1L);
        assertThat(house.query("SELECT DISTINCT process, number FROM {}", "t", AsOf.LATEST))
            .hasSize(PROCESSES * APPENDS);
        assertThat(house.rowCount("t")).isEqualTo(PROCESSES * APPENDS);
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private static Process start(Path directory, int number) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            AppendingProcess.class.getName(),
            directory.toString(),
            "t",
            Integer.toString(number),
            Integer.toString(APPENDS))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
