package dev.vane.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * A real Prometheus that runs for a test. Not part of the gateway; installed by Debian's package
 * {@code prometheus}.
 */
final class DebianPrometheus implements AutoCloseable {
  static final Path SERVER = Path.of("/usr/bin/prometheus");
  static final Path TOOL = Path.of("/usr/bin/promtool");

  private static final int ATTEMPTS = 600;
  private static final int PAUSE_MILLISECONDS = 100;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  private final int port;

  private DebianPrometheus(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  static DebianPrometheus start(Path folder, Path configuration)
      throws IOException, InterruptedException {
    int port = freePort();
    Path log = folder.resolve("prometheus.log");
    Process process =
        new ProcessBuilder(
                SERVER.toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new DebianPrometheus(process, log, port);
  }

  /** Asks until the answer's result passes, and returns that result. */
  JsonNode query(String expression, Predicate<JsonNode> enough)
      throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/api/v1/query?query=%s"
                .formatted(port, URLEncoder.encode(expression, StandardCharsets.UTF_8)));
    String last = "nothing";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (!process.isAlive()) {
        throw new IOException("Prometheus ended: " + Files.readString(log));
      }
      try {
        HttpResponse<String> answer =
            client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        last = answer.body();
        if (answer.statusCode() == 200) {
          JsonNode result = new ObjectMapper().readTree(last).path("data").path("result");
          if (enough.test(result)) {
            return result;
          }
        }
      } catch (IOException notYetListening) {
        last = notYetListening.toString();
      }
      Thread.sleep(PAUSE_MILLISECONDS);
    }
    throw new IOException("Prometheus never answered; last: " + last + Files.readString(log));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
