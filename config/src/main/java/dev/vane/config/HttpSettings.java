package dev.vane.config;

import java.time.Duration;
import java.util.List;

/** The limits of the HTTP port, which has clients of its own: scrapers, load balancers, people. */
final class HttpSettings {
  private static final long MEBIBYTE = 1L << 20;

  static final Setting<Integer> THREADS =
      Setting.of(
          "http.threads",
          SettingTypes.integer(8, 1_000),
          "16",
          "Most threads of HTTP, those that accept connections included.");
  static final Setting<Integer> CONNECTIONS =
      Setting.of(
          "http.connections",
          SettingTypes.integer(1, 100_000),
          "256",
          "Most HTTP connections open at once; later ones wait to be accepted.");
  static final Setting<Duration> IDLE =
      Setting.of(
          "http.idle",
          SettingTypes.time(Duration.ofMillis(100), Duration.ofHours(1)),
          "30s",
          "Longest silence of an HTTP connection, also of one that takes none of its answer.");
  static final Setting<Long> RESPONSE_RATE =
      Setting.of(
          "http.response_rate",
          SettingTypes.size(1, MEBIBYTE),
          "1KiB",
          "Least bytes a second that an HTTP client must take of its answer.");

  static final List<Setting<?>> ALL = List.of(THREADS, CONNECTIONS, IDLE, RESPONSE_RATE);

  private HttpSettings() {}
}
