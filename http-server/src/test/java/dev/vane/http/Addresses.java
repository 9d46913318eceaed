package dev.vane.http;

import dev.vane.config.HttpConfiguration;
import dev.vane.config.HttpLimits;
import dev.vane.config.SecurityConfiguration;
import dev.vane.config.TlsConfiguration;
import dev.vane.gateway.security.GatewaySecurity;
import java.time.Duration;
import java.util.Optional;

/** Addresses to serve at, within the limits that are the default. */
final class Addresses {
  private static final HttpLimits LIMITS = new HttpLimits(16, 256, Duration.ofSeconds(30), 1_024);

  /** Neither TLS nor authentication. */
  static final GatewaySecurity OPEN = GatewaySecurity.open(security());

  static final HttpConfiguration FREE_PORT = at("127.0.0.1", 0);

  private Addresses() {}

  private static SecurityConfiguration security() {
    return new SecurityConfiguration(
        false,
        new TlsConfiguration(Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Duration.ofHours(1),
        10,
        2);
  }

  static HttpConfiguration at(String host, int port) {
    return new HttpConfiguration(true, host, port, LIMITS);
  }
}
