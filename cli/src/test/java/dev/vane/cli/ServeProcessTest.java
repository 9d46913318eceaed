package dev.vane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeProcessTest {
  @TempDir private Path folder;

  @Test
  void servesUntilItIsToldToStopAndThenEndsWell() throws Exception {
    Path ready = folder.resolve("ready.json");
    try (VaneProcess gateway = serve("--ready-file", ready.toString(), "--log-format", "json")) {
      JsonNode where = gateway.awaitReady(ready);
      assertThat(where.path("pid").asLong()).isEqualTo(gateway.pid());
      assertThat(where.path("data_dir").asText()).isEqualTo(folder.resolve("data").toString());
      assertThat(where.path("http").asText()).startsWith("http://127.0.0.1:");
      String server = where.path("flight").asText();
      assertThat(CommandRun.of("tables", "--server", server).exitCode()).isZero();

      gateway.terminate();

      assertThat(gateway.exitCode()).isZero();
      assertThat(gateway.out()).hasLineCount(1).contains(server);
      assertThat(ready).doesNotExist();
      for (String line : gateway.err().lines().toList()) {
        assertThat(new ObjectMapper().readTree(line).path("level").asText()).isNotEmpty();
      }
      assertThat(CommandRun.of("tables", "--server", server).exitCode()).isEqualTo(4);
    }
  }

  @Test
  void aDirectoryInUseIsRefusedWithTheOwner() throws Exception {
    Path ready = folder.resolve("ready.json");
    try (VaneProcess first = serve("--ready-file", ready.toString())) {
      first.awaitReady(ready);
      try (VaneProcess second = serve()) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("in use by process " + first.pid());
      }
    }
  }

  @Test
  void allProblemsAreToldAtOnce() throws Exception {
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("thesis.txt"), "mine");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        VaneProcess gateway =
            VaneProcess.start(
                folder,
                "serve",
                "--data-dir",
                foreign.toString(),
                "--flight-port",
                Integer.toString(taken.getLocalPort()),
                "--http-port",
                "0")) {
      assertThat(gateway.exitCode()).isEqualTo(1);
      assertThat(gateway.err())
          .contains("thesis.txt")
          .contains("127.0.0.1:" + taken.getLocalPort())
          .contains("--flight-port");
    }
  }

  @Test
  void aWrongConfigurationIsRefusedWithAllItsProblems() throws Exception {
    Path file = folder.resolve("vane.yaml");
    Files.writeString(file, "flight:\n  prot: 1\nstorage_backend: duckbd\n");
    try (VaneProcess gateway = serve("--config", file.toString())) {
      assertThat(gateway.exitCode()).isEqualTo(1);
      assertThat(gateway.err()).contains("'flight.port'").contains("'duckdb'");
    }
  }

  private VaneProcess serve(String... more) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("serve", "--data-dir", folder.resolve("data").toString()));
    arguments.addAll(List.of("--flight-port", "0", "--http-port", "0"));
    arguments.addAll(List.of(more));
    return VaneProcess.start(folder, arguments.toArray(String[]::new));
  }
}
