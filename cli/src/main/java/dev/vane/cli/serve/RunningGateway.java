package dev.vane.cli.serve;

import dev.vane.config.VaneConfiguration;
import dev.vane.flight.VaneFlightServer;
import dev.vane.gateway.Gateway;
import dev.vane.http.HttpServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.arrow.util.AutoCloseables;

/**
 * A gateway with its wires. Started from the inside out and stopped from the outside in, so that no
 * wire ever speaks for a gateway that is not there.
 */
public final class RunningGateway implements AutoCloseable {
  /** What is left of the grace, after the calls, for closing the tables. */
  private static final Duration CLOSING_TIME = Duration.ofSeconds(3);

  private final Gateway gateway;
  private final VaneFlightServer flight;
  private final Optional<HttpServer> http;

  private RunningGateway(Gateway gateway, VaneFlightServer flight, Optional<HttpServer> http) {
    this.gateway = gateway;
    this.flight = flight;
    this.http = http;
  }

  /**
   * Starts everything; on return it serves.
   *
   * @throws dev.vane.spi.VaneException with a remedy; nothing then stays open
   */
  public static RunningGateway start(VaneConfiguration configuration) {
    Gateway gateway = Gateway.open(configuration);
    try {
      VaneFlightServer flight = VaneFlightServer.start(gateway);
      try {
        return new RunningGateway(gateway, flight, startHttp(configuration, gateway));
      } catch (RuntimeException e) {
        flight.close(Duration.ZERO);
        throw e;
      }
    } catch (RuntimeException e) {
      AutoCloseables.close(e, gateway);
      throw e;
    }
  }

  private static Optional<HttpServer> startHttp(VaneConfiguration configuration, Gateway gateway) {
    return configuration.http().enabled()
        ? Optional.of(HttpServer.start(gateway))
        : Optional.empty();
  }

  /** Where Flight clients connect, such as {@code grpc://127.0.0.1:8889}. */
  public String flightUri() {
    return flight.uri();
  }

  /** Where HTTP is served, if it is. */
  public Optional<String> httpUri() {
    return http.map(server -> server.uri().toString());
  }

  /** The data directory, absolute. */
  public Path dataDirectory() {
    return gateway.configuration().dataDir().toAbsolutePath().normalize();
  }

  /**
   * Accepts nothing new, lets what runs end, and closes the tables, all within {@code
   * shutdown.grace}. HTTP goes last but one: until then, health tells that it is not ready.
   */
  @Override
  public void close() {
    gateway.drain();
    Duration grace = gateway.configuration().shutdown().grace();
    Duration reserve = min(grace.dividedBy(4), CLOSING_TIME);
    AutoCloseables.closeNoChecked(
        () ->
            AutoCloseables.close(
                () -> flight.close(grace.minus(reserve)),
                () -> http.ifPresent(HttpServer::close),
                gateway));
  }

  private static Duration min(Duration left, Duration right) {
    return left.compareTo(right) < 0 ? left : right;
  }
}
