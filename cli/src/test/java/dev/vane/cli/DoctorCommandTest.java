package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void saysThatAGatewayCanStartAndWhatIsInForce() {
    CommandRun run =
        CommandRun.of(
            "doctor",
            "--data-dir",
            folder.resolve("new").toString(),
            "--flight-port",
            "0",
            "--http-port",
            "0");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("A gateway can start here.")
        .contains("limits.memory")
        .contains("command line");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void namesEveryProblemWithItsRemedy() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    CommandRun run =
        CommandRun.of(
            "doctor", "--data-dir", file.toString(), "--flight-port", "0", "--http-port", "0");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("is a file").contains("--data-dir").contains("1 problem.");
  }

  @Test
  void printsJsonForPrograms() throws IOException {
    CommandRun run =
        CommandRun.of(
            "doctor",
            "--data-dir",
            folder.resolve("new").toString(),
            "--flight-port",
            "0",
            "--http-port",
            "0",
            "-o",
            "json");
    assertThat(new ObjectMapper().readTree(run.out()))
        .anyMatch(row -> row.path("check").asText().equals("flight.port"));
  }
}
