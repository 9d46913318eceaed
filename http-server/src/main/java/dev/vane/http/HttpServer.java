package dev.vane.http;

import dev.vane.config.HttpConfiguration;
import dev.vane.gateway.Gateway;
import dev.vane.gateway.security.GatewaySecurity;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.javalin.Javalin;
import java.net.BindException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.HostPort;

/**
 * A running HTTP server. Closing it ends what it serves and frees the port. Safe for many threads.
 */
public final class HttpServer implements AutoCloseable {
  private final Javalin server;
  private final String scheme;
  private final String host;
  private final int port;

  private HttpServer(Javalin server, String scheme, String host) {
    this.server = server;
    this.scheme = scheme;
    this.host = host;
    this.port = server.port();
  }

  /**
   * Starts the server of a gateway, as its configuration says; on return it answers. To be closed
   * before the gateway.
   *
   * @throws VaneException {@link ErrorCode#START_REFUSED} where the address cannot be had
   */
  public static HttpServer start(Gateway gateway) {
    return start(
        gateway.configuration().http(),
        gateway.configuration().limits().commandSize(),
        gateway.security(),
        new GatewayMonitoring(gateway));
  }

  /**
   * Starts the server; on return it answers.
   *
   * @param requestBytes most bytes of a request's body ({@code limits.command_size})
   * @throws VaneException {@link ErrorCode#START_REFUSED} where the address cannot be had
   */
  static HttpServer start(
      HttpConfiguration configuration,
      long requestBytes,
      GatewaySecurity security,
      Monitored application) {
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.add(new MetricsEndpoint(application.registry()).endpoint());
    endpoints.addAll(new HealthEndpoints(application).endpoints());

    Javalin server =
        Javalin.create(
            settings -> {
              settings.showJavalinBanner = false;
              settings.startupWatcherEnabled = false;
              settings.http.maxRequestSize = requestBytes;
              new JettySetup(configuration, security.tls(), application).apply(settings.jetty);
            });
    server.before(new AccessCheck(security));
    endpoints.forEach(endpoint -> server.get(endpoint.path(), endpoint.handler()));
    server.after(
        context ->
            context
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff"));
    new ErrorAnswers(application, endpoints).register(server);
    try {
      server.start();
    } catch (RuntimeException failure) {
      server.stop();
      throw refused(configuration, failure);
    }
    return new HttpServer(
        server, security.tls().isPresent() ? "https" : "http", configuration.host());
  }

  /** The port that is listened on, also where a free one was taken. */
  public int port() {
    return port;
  }

  /** Where clients of this machine reach it. */
  public URI uri() {
    return URI.create(scheme + "://" + HostPort.normalizeHost(host) + ":" + port);
  }

  @Override
  public void close() {
    server.stop();
  }

  private static VaneException refused(HttpConfiguration configuration, RuntimeException failure) {
    return new VaneException(
        ErrorCode.START_REFUSED,
        ("HTTP cannot listen on %s port %d: %s. Set http.host and http.port to an address that is"
                + " free here, or http.port to 0.")
            .formatted(configuration.host(), configuration.port(), reason(failure)),
        failure);
  }

  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return "the address is in use or not this machine's";
      }
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "the host is unknown";
      }
      if (cause instanceof SocketException) {
        return "the system refused it";
      }
    }
    return "the server did not start";
  }
}
