package dev.vane.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vane.config.ConfigurationLoader;
import dev.vane.config.ConfigurationSources;
import dev.vane.config.Machine;
import dev.vane.gateway.Gateway;
import io.prometheus.client.Collector;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real gateway, without a table, behind the server. */
class GatewayOverHttpTest {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Pattern METRIC = Pattern.compile("\\b(?:vane|jvm|process)_\\w+");

  private final Gateway gateway;
  private final HttpServer server;

  GatewayOverHttpTest(@TempDir Path folder) {
    gateway =
        Gateway.open(
            ConfigurationLoader.load(
                    new ConfigurationSources(
                        Optional.empty(),
                        Map.of(),
                        Map.of("data_dir", folder.resolve("data").toString(), "http.port", "0"),
                        new Machine(2L << 30, 2)))
                .configuration());
    server = HttpServer.start(gateway);
  }

  @AfterEach
  void close() {
    server.close();
    gateway.close();
  }

  @Test
  void readinessFollowsTheGateway() throws Exception {
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);

    gateway.drain();

    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).contains("The gateway is stopping");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void scrapeCountsItselfAndTheErrorsBeforeIt() throws Exception {
    get("/nowhere");

    assertThat(get("/metrics").body())
        .contains("vane_active_connections{protocol=\"http\",} 1.0")
        .contains("vane_errors_total{code=\"ENDPOINT_UNKNOWN\",} 1.0")
        .contains("vane_errors_total{code=\"STORAGE_FULL\",} 0.0")
        .contains("vane_ready 1.0");
    assertThat(get("/metrics").body()).contains("vane_active_connections{protocol=\"http\",} 1.0");
  }

  @Test
  void everyMetricOfTheDashboardAndTheAlertsExists() throws IOException {
    Set<String> watched = new TreeSet<>(dashboardMetrics());
    watched.addAll(metrics(Files.readString(DEPLOY.resolve("vane-alerts.yml"))));

    assertThat(watched).hasSizeGreaterThan(20);
    watched.removeAll(registeredNames());
    assertThat(watched).as("watched and not there").isEmpty();
  }

  @Test
  void everyQueryOfTheDashboardNamesAMetric() throws IOException {
    assertThat(dashboardExpressions())
        .allSatisfy(expression -> assertThat(metrics(expression)).isNotEmpty());
  }

  @Test
  void everyLimitThatIsWatchedExists() throws IOException {
    String text =
        Files.readString(DEPLOY.resolve("vane-alerts.yml"))
            + String.join("\n", dashboardExpressions());
    Set<String> limits =
        Pattern.compile("limit=\"(\\w+)\"")
            .matcher(text)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());

    assertThat(limits)
        .isNotEmpty()
        .allSatisfy(
            limit ->
                assertThat(
                        gateway
                            .metrics()
                            .registry()
                            .getSampleValue(
                                "vane_limit", new String[] {"limit"}, new String[] {limit}))
                    .as(limit)
                    .isNotNull());
  }

  private Set<String> registeredNames() {
    return Collections.list(gateway.metrics().registry().metricFamilySamples()).stream()
        .flatMap(GatewayOverHttpTest::names)
        .collect(Collectors.toSet());
  }

  private static Stream<String> names(Collector.MetricFamilySamples family) {
    return Arrays.stream(family.getNames());
  }

  private static Set<String> dashboardMetrics() throws IOException {
    return metrics(String.join("\n", dashboardExpressions()));
  }

  private static Set<String> dashboardExpressions() throws IOException {
    JsonNode dashboard =
        new ObjectMapper()
            .readTree(Files.readString(DEPLOY.resolve("grafana").resolve("vane-dashboard.json")));
    return StreamSupport.stream(dashboard.get("panels").spliterator(), false)
        .flatMap(panel -> StreamSupport.stream(panel.path("targets").spliterator(), false))
        .map(target -> target.get("expr").asText())
        .collect(Collectors.toSet());
  }

  private static Set<String> metrics(String text) {
    return METRIC.matcher(text).results().map(match -> match.group()).collect(Collectors.toSet());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.uri() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
