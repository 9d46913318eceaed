package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.CrashPoint;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.VacuumRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process dies in the middle of its work. The table is as before or as after, and a vacuum leaves
 * just the files that it needs.
 */
class CrashTest {
  private static final List<String> BEFORE = List.of("1", "2", "3");

  @ParameterizedTest
  @CsvSource({
    "append, working, false",
    "overwrite, before_commit, false",
    "overwrite, after_commit, true",
    "optimize, before_commit, false",
    "optimize, after_commit, false",
    "vacuum, working, false",
    "delete, before_commit, false",
    "delete, after_commit, true",
    "optimize, delta.link, false",
    "optimize, delta.linked, false",
    "checkpoint, delta.link, false",
    "checkpoint, delta.linked, false",
    "second_checkpoint, delta.checkpoint, false"
  })
  void aCrashLeavesTheTableAsBeforeOrAsAfter(
      String operation, String point, boolean changed, @TempDir Path directory)
      throws IOException, InterruptedException {
    try (DeltaHouse house = new DeltaHouse(directory)) {
      house.append("t", "SELECT 7 AS a");
      house.append("t", "SELECT 8 AS a");
      house.write("t", "SELECT 1 AS a", WriteOptions.of(WriteMode.OVERWRITE));
      house.append("t", "SELECT 2 AS a");
      house.append("t", "SELECT 3 AS a");
    }
    if (operation.equals("second_checkpoint")) {
      wantSecondForm(directory.resolve("delta/t/_delta_log"));
    }
    assertThat(run(directory, operation, point))
        .isIn(CrashingProcess.EXIT_CODE, CrashingProcess.KILLED);

    List<String> after = operation.equals("delete") ? List.of("1", "2") : List.of("9");
    List<String> expected = changed ? after : BEFORE;
    try (DeltaHouse house = new DeltaHouse(directory)) {
      assertThat(house.rows("t")).isEqualTo(expected);
      ((MaintainedStorage) house.storage)
          .maintenance()
          .vacuum(
              table("t"),
              new VacuumRequest(Optional.of(Duration.ZERO), true, false),
              Progress.NONE);
      assertThat(house.rows("t")).isEqualTo(expected);
      assertThat(
              house.filesUnder("t").stream()
                  .filter(file -> file.endsWith(".parquet"))
                  .filter(file -> !file.startsWith("_delta_log")))
          .as("data files that the log names, and no other")
          .hasSize((int) house.relation("t").files());
      house.append("t", "SELECT 4 AS a");
      assertThat(house.rows("t")).contains("4").hasSize(expected.size() + 1);
    }
  }

  /** Another program asks for the other form of checkpoints. */
  private static void wantSecondForm(Path log) throws IOException {
    String metadata =
        Files.readAllLines(log.resolve("%020d.json".formatted(0))).stream()
            .filter(line -> line.startsWith("{\"metaData\""))
            .findFirst()
            .orElseThrow()
            .replace(
                "\"configuration\":{", "\"configuration\":{\"delta.checkpointPolicy\":\"v2\",");
    Files.writeString(
        log.resolve("%020d.json".formatted(5)),
        "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"v2Checkpoint\"],\"writerFeatures\":[\"v2Checkpoint\"]}}\n"
            + metadata
            + "\n");
  }

  private static int run(Path directory, String operation, String point)
      throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-Xmx256m",
            "-D" + CrashPoint.PROPERTY + "=" + (point.startsWith("delta.") ? point : "never"),
            "-cp",
            System.getProperty("java.class.path"),
            CrashingProcess.class.getName(),
            directory.toString(),
            operation,
            point)
        .inheritIO()
        .start()
        .waitFor();
  }
}
