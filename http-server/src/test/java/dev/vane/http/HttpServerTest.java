package dev.vane.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.config.HttpConfiguration;
import dev.vane.gateway.health.Concern;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.prometheus.client.Collector;
import io.prometheus.client.Counter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {
  private static final long REQUEST_BYTES = 1_000;

  private final ApplicationForTests application = new ApplicationForTests();
  private final Counter rows =
      Counter.build("vane_rows_processed_total", "Rows made durable, by stream.")
          .labelNames("stream")
          .register(application.registry());
  private final HttpServer server =
      HttpServer.start(Addresses.FREE_PORT, REQUEST_BYTES, Addresses.OPEN, application);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void metricsAreTextByDefault() throws Exception {
    rows.labels("tra\"des\n").inc(3);

    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body())
        .contains("# TYPE vane_rows_processed_total counter")
        .contains("vane_rows_processed_total{stream=\"tra\\\"des\\n\",} 3.0");
  }

  @Test
  void metricsAreOpenMetricsForWhoAcceptsIt() throws Exception {
    rows.labels("trades").inc();

    HttpResponse<String> answer =
        send(
            request("/metrics")
                .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"));

    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(answer.body()).contains("# TYPE vane_rows_processed counter").endsWith("# EOF\n");
  }

  @Test
  void metricsAreCompressedForWhoAcceptsIt() throws Exception {
    rows.labels("trades").inc();
    for (int stream = 0; stream < 100; stream++) {
      rows.labels("stream" + stream);
    }

    HttpResponse<byte[]> answer =
        client.send(
            request("/metrics").header("Accept-Encoding", "gzip").build(),
            HttpResponse.BodyHandlers.ofByteArray());

    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    try (GZIPInputStream body = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
          .contains("vane_rows_processed_total{stream=\"trades\",} 1.0");
    }
  }

  @Test
  void metricsCanBeChosenByName() throws Exception {
    rows.labels("a").inc();
    Counter.build("vane_other_total", "Others.").register(application.registry());

    assertThat(get("/metrics?name%5B%5D=vane_rows_processed_total").body())
        .contains("vane_rows_processed_total{")
        .doesNotContain("vane_other");
  }

  @Test
  void unknownParameterIsRefusedWithTheNearest() throws Exception {
    HttpResponse<String> answer = get("/metrics?name=x");

    assertError(answer, ErrorCode.COMMAND_UNKNOWN_KEY, "Did you mean 'name[]'?");
  }

  @Test
  void liveAsLongAsItAnswers() throws Exception {
    application.obstacle = Optional.of("The gateway is stopping.");

    HttpResponse<String> answer = get("/health/live");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"live\"}");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
  }

  @Test
  void readyOnlyWhileNewWorkIsAccepted() throws Exception {
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");

    application.obstacle = Optional.of("The gateway is stopping.");

    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body())
        .isEqualTo("{\"status\":\"unavailable\",\"reason\":\"The gateway is stopping.\"}");
  }

  @Test
  void readyWithWhatIsOfConcern() throws Exception {
    application.concerns = List.of(new Concern("log_near_limit", "It is nearly full."));

    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body())
        .isEqualTo(
            "{\"status\":\"ready\",\"concerns\":"
                + "[{\"name\":\"log_near_limit\",\"message\":\"It is nearly full.\"}]}");
    assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /metric, Did you mean /metrics?",
    "GET, /, 'There is: GET /metrics, GET /health/live, GET /health/ready.'",
    "POST, /metrics, There is no 'POST /metrics' here. There is: GET /metrics",
    "DELETE, /health/ready, There is no 'DELETE /health/ready' here."
  })
  void unknownEndpointIsRefusedNamingWhatThereIs(String method, String path, String text)
      throws Exception {
    HttpResponse<String> answer =
        send(request(path).method(method, HttpRequest.BodyPublishers.noBody()));

    assertError(answer, ErrorCode.ENDPOINT_UNKNOWN, text);
  }

  @Test
  void failureIsAnsweredWithoutItsCause() throws Exception {
    new Collector() {
      @Override
      public List<MetricFamilySamples> collect() {
        throw new IllegalStateException("secret");
      }
    }.register(application.registry());

    HttpResponse<String> answer = get("/metrics");

    assertError(answer, ErrorCode.INTERNAL, "under this id");
    assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
  }

  @Test
  void requestThatCannotBeReadIsAnsweredInJson() throws Exception {
    String answer = exchange("NONSENSE\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("Content-Type: application/json")
        .contains("\"code\":\"COMMAND_INVALID\"")
        .doesNotContain("Jetty")
        .doesNotContain("<html>");
  }

  @Test
  void headerTooLongIsRefused() throws Exception {
    String answer =
        exchange("GET /metrics HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 431 ").contains("\"code\":\"COMMAND_INVALID\"");
  }

  @Test
  void everyRequestBeginsAndEnds() throws Exception {
    get("/metrics");
    get("/nowhere");

    application.began.acquire(2);
    application.ended.acquire(2);
    assertThat(application.errors()).containsExactly(ErrorCode.ENDPOINT_UNKNOWN);
  }

  @Test
  void portInUseIsRefusedWithARemedy() {
    HttpConfiguration taken = Addresses.at("127.0.0.1", server.port());

    assertThatThrownBy(() -> HttpServer.start(taken, REQUEST_BYTES, Addresses.OPEN, application))
        .isInstanceOfSatisfying(
            VaneException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.START_REFUSED))
        .hasMessageContaining("port %d: the address is in use".formatted(server.port()))
        .hasMessageContaining("http.port to 0");
  }

  @Test
  void hostThatIsNotHereIsRefused() {
    HttpConfiguration elsewhere = Addresses.at("no-such-host.invalid", 0);

    assertThatThrownBy(
            () -> HttpServer.start(elsewhere, REQUEST_BYTES, Addresses.OPEN, application))
        .isInstanceOf(VaneException.class)
        .hasMessageContaining("the host is unknown");
  }

  @Test
  void closingFreesThePortAndEndsTheThreads() throws Exception {
    get("/metrics");
    server.close();

    try (HttpServer next =
        HttpServer.start(
            Addresses.at("127.0.0.1", server.port()), REQUEST_BYTES, Addresses.OPEN, application)) {
      assertThat(next.uri()).isEqualTo(server.uri());
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("vane-http"));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.uri() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertError(HttpResponse<String> answer, ErrorCode code, String text)
      throws IOException {
    assertThat(answer.statusCode()).isEqualTo(code.kind().httpStatus());
    JsonNode body = new ObjectMapper().readTree(answer.body());
    assertThat(body.get("code").asText()).isEqualTo(code.name());
    assertThat(body.get("number").asInt()).isEqualTo(code.number());
    assertThat(body.get("message").asText()).contains(text);
    assertThat(body.get("id").asText()).hasSize(8);
    assertThat(body.get("retryable").asBoolean()).isEqualTo(code.retryable());
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(body.size()).isEqualTo(5);
  }
}
