package dev.vane.http;

import dev.vane.config.HttpConfiguration;
import dev.vane.config.HttpLimits;
import java.time.Duration;

/** Addresses to serve at, within the limits that are the default. */
final class Addresses {
  private static final HttpLimits LIMITS = new HttpLimits(16, 256, Duration.ofSeconds(30), 1_024);

  static final HttpConfiguration FREE_PORT = at("127.0.0.1", 0);

  private Addresses() {}

  static HttpConfiguration at(String host, int port) {
    return new HttpConfiguration(true, host, port, LIMITS);
  }
}
