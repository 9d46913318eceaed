package dev.vane.cli.status;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway's metrics at one moment. Immutable. */
public final class Metrics {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final long nanoTime = System.nanoTime();
  private final List<Sample> samples;
  private final String prefix;

  private Metrics(List<Sample> samples) {
    this.samples = List.copyOf(samples);
    // Every gateway tells its limits, whatever its settings make of the first part of the names.
    this.prefix =
        samples.stream()
            .filter(sample -> sample.name().endsWith("_limit"))
            .filter(sample -> sample.labels().containsKey("limit"))
            .findFirst()
            .map(sample -> sample.name().substring(0, sample.name().length() - "limit".length()))
            .orElse("vane_");
  }

  static Metrics parse(String page) {
    return new Metrics(page.lines().map(Sample::parse).flatMap(Optional::stream).toList());
  }

  /**
   * Reads the page {@code /metrics}.
   *
   * @throws IOException with a remedy, if nobody answers
   */
  public static Metrics read(URI http) throws IOException {
    try {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .connectTimeout(LONGEST)
              .build()
              .send(
                  HttpRequest.newBuilder(http.resolve("/metrics")).timeout(LONGEST).build(),
                  HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(http + " answers with " + answer.statusCode() + " to /metrics.");
      }
      return parse(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while " + http + " was asked.", e);
    } catch (IOException e) {
      throw new IOException(
          "No metrics at "
              + http
              + ": "
              + (e.getMessage() == null ? "no connection" : e.getMessage())
              + ". Name the gateway's HTTP address with --http, such as http://127.0.0.1:8888.",
          e);
    }
  }

  /** The sum of a metric's samples; 0 where it has none. */
  double sum(String name) {
    return samples.stream()
        .filter(sample -> sample.name().equals(prefix + name))
        .mapToDouble(Sample::value)
        .sum();
  }

  /** A metric's samples by one of their labels. */
  Map<String, Double> by(String label, String name) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Sample sample : samples) {
      String key = sample.labels().get(label);
      if (key != null && sample.name().equals(prefix + name)) {
        values.merge(key, sample.value(), Double::sum);
      }
    }
    return values;
  }

  /** A sample that keeps its own name, such as those of the process. */
  double plain(String name) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .mapToDouble(Sample::value)
        .sum();
  }

  /** A label of a metric's first sample; empty where it has none. */
  String label(String name, String label) {
    return samples.stream()
        .filter(sample -> sample.name().equals(prefix + name))
        .findFirst()
        .map(sample -> sample.labels().getOrDefault(label, ""))
        .orElse("");
  }

  /** Seconds from an earlier reading to this one. */
  double secondsSince(Metrics earlier) {
    return Math.max(1e-9, (nanoTime - earlier.nanoTime) / 1e9);
  }

  /** How fast a counter grew since an earlier reading, for each second. */
  double rate(String name, Metrics earlier) {
    return Math.max(0, sum(name) - earlier.sum(name)) / secondsSince(earlier);
  }
}
