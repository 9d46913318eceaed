package dev.vane.storage.delta;

import static dev.vane.storage.delta.DeltaHouse.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.spi.AsOf;
import dev.vane.spi.CrashPoint;
import dev.vane.spi.TableLedger;
import dev.vane.spi.maintenance.MaintainedStorage;
import dev.vane.spi.maintenance.Progress;
import dev.vane.spi.maintenance.TableMaintenance;
import dev.vane.spi.maintenance.VacuumRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process dies at each step of a move. Its rows are there once, before anything is repaired and
 * after the next move, their producer is where it was, and the table has one commit of them.
 */
class HotCrashTest {
  private static final int KILLED = 137;

  @ParameterizedTest
  @CsvSource({
    "hot.rows:4, 3",
    "hot.committed:4, 4",
    "move.begin, 4",
    "move.files, 4",
    "delta.link:3, 4",
    "delta.linked:3, 4",
    "move.committed, 4",
    "move.removed, 4"
  })
  void rowsAreThereOnceWhateverStepWasTheLast(String step, int batches, @TempDir Path directory)
      throws IOException, InterruptedException {
    assertThat(run(directory, step)).isEqualTo(KILLED);
    try (DeltaHouse house = new DeltaHouse(directory, DeltaHouse.hotSettings(directory))) {
      requireOnce(house, batches);
      house.hot("t", HotCrashingProcess.rows(batches), HotCrashingProcess.marks(batches));
      requireOnce(house, batches + 1);
      maintenance(house).flush(table("t"), Progress.NONE);
      requireOnce(house, batches + 1);
      assertThat(house.version("t")).as("commits of the rows").isLessThanOrEqualTo(2);
      maintenance(house)
          .vacuum(
              table("t"),
              new VacuumRequest(Optional.of(Duration.ZERO), true, false),
              Progress.NONE);
      requireOnce(house, batches + 1);
      assertThat(house.filesUnder("t").stream().filter(file -> file.endsWith(".parquet")))
          .as("data files that the log names, and no other")
          .hasSize((int) house.relation("t").files());
    }
  }

  private static void requireOnce(DeltaHouse house, int batches) {
    long rows = (long) batches * HotCrashingProcess.ROWS;
    assertThat(
            house.query(
                "SELECT count(*), count(DISTINCT a), sum(a), count(DISTINCT text) FROM {}",
                "t",
                AsOf.LATEST))
        .containsExactly("%d|%d|%d|%d".formatted(rows, rows, rows * (rows - 1) / 2, rows));
    assertThat(house.rowCount("t")).isEqualTo(rows);
    TableLedger ledger = house.storage.ledger(table("t"));
    assertThat(ledger.newest(HotCrashingProcess.PRODUCER).orElseThrow().entry().lastOffset())
        .isEqualTo(batches - 1);
    assertThat(ledger.position("log")).hasValue(batches);
  }

  private static TableMaintenance maintenance(DeltaHouse house) {
    return ((MaintainedStorage) house.storage).maintenance();
  }

  private static int run(Path directory, String step) throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-Xmx256m",
            "-D" + CrashPoint.PROPERTY + "=" + step,
            "-cp",
            System.getProperty("java.class.path"),
            HotCrashingProcess.class.getName(),
            directory.toString())
        .inheritIO()
        .start()
        .waitFor();
  }
}
