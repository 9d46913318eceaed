package dev.vane.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus itself scrapes the server, and knows afterwards what the server told. */
class PrometheusScrapeTest {
  private final Path folder;
  private final ApplicationForTests application = new ApplicationForTests();

  PrometheusScrapeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void prometheusIsInstalled() {
    assumeTrue(
        Files.isExecutable(DebianPrometheus.SERVER),
        () -> DebianPrometheus.SERVER + " is not installed (Debian's package prometheus)");
  }

  @Test
  void prometheusAnswersWithWhatItScraped() throws Exception {
    Counter.build("vane_rows_processed_total", "Rows made durable, by stream.")
        .labelNames("stream")
        .register(application.registry())
        .labels("we\"ird Größe")
        .inc(1_000_000);
    Histogram.build("vane_ingest_latency_seconds", "Latency.")
        .register(application.registry())
        .observe(0.2);

    try (HttpServer server =
            HttpServer.start(Addresses.FREE_PORT, 1_000, Addresses.OPEN, application);
        DebianPrometheus prometheus = DebianPrometheus.start(folder, configuration(server))) {
      JsonNode rows =
          prometheus.query(
              "vane_rows_processed_total{stream=\"we\\\"ird Größe\"}",
              result -> result.size() == 1);
      assertThat(rows.get(0).path("value").get(1).asText()).isEqualTo("1000000");
      assertThat(rows.get(0).path("metric").path("job").asText()).isEqualTo("vane");

      JsonNode latency =
          prometheus.query("vane_ingest_latency_seconds_count", result -> result.size() == 1);
      assertThat(latency.get(0).path("value").get(1).asText()).isEqualTo("1");

      JsonNode up = prometheus.query("up{job=\"vane\"}", result -> result.size() == 1);
      assertThat(up.get(0).path("value").get(1).asText()).isEqualTo("1");
    }
    assertThat(application.errors()).isEmpty();
  }

  private Path configuration(HttpServer server) throws Exception {
    return Files.writeString(
        folder.resolve("prometheus.yml"),
        """
        global:
          scrape_interval: 200ms
        scrape_configs:
          - job_name: vane
            static_configs:
              - targets: ["127.0.0.1:%d"]
        """
            .formatted(server.port()));
  }
}
