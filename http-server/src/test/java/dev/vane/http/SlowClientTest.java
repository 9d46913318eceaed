package dev.vane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vane.config.HttpConfiguration;
import dev.vane.config.HttpLimits;
import io.prometheus.client.Gauge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask and never read, or connect and never ask, cost a bounded time and no thread. */
@Timeout(60) // Without the limits these would hang, not fail.
class SlowClientTest {
  private static final Duration IDLE = Duration.ofMillis(300);
  private static final int THREADS = 6;
  private static final int CONNECTIONS = 12;

  /** More than the socket buffers of both sides hold, so that the writer must wait. */
  private static final int SERIES = 200_000;

  private final ApplicationForTests application = new ApplicationForTests();

  @Test
  void clientThatTakesNoneOfItsAnswerIsLetGo() throws Exception {
    Gauge series =
        Gauge.build("vane_series", "Many.").labelNames("one").register(application.registry());
    for (int number = 0; number < SERIES; number++) {
      series.labels("value of some length, number " + number).set(number);
    }
    try (HttpServer server = start();
        Socket stalled = connect(server)) {
      stalled
          .getOutputStream()
          .write("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      // Ends only because the server gives up: nothing is ever read.
      application.ended.acquire();
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void silentConnectionsDoNotKeepOthersOut() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (HttpServer server = start()) {
      for (int number = 0; number < 2 * CONNECTIONS; number++) {
        silent.add(connect(server));
      }

      assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  private HttpServer start() {
    return HttpServer.start(
        new HttpConfiguration(
            true, "127.0.0.1", 0, new HttpLimits(THREADS, CONNECTIONS, IDLE, 1_024)),
        1_000,
        Addresses.OPEN,
        application);
  }

  private static Socket connect(HttpServer server) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return socket;
  }

  private static HttpResponse<String> get(HttpServer server, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.uri() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
