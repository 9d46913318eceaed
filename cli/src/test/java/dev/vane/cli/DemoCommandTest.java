package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
  @Test
  void showsEverythingAndLeavesNothingBehind() throws IOException {
    List<Path> before = leftovers();

    CommandRun run = CommandRun.of("demo", "--rows", "20000");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("duckdb.main.trades", "delta.main.trades_delta", "20,000 rows")
        .contains("vane_rows_processed_total{stream=\"trades\",} 20000.0")
        .contains("total", "./vane serve");
    assertThat(leftovers()).isEqualTo(before);
  }

  private static List<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith("vane-demo")).toList();
    }
  }
}
