package dev.vane.cli.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where a gateway is.
 *
 * @param flight its address for Flight
 * @param http its address for HTTP; if not said, the usual port of the same host
 */
public record Server(String flight, Optional<String> http) {
  /** Where a gateway listens if nobody says otherwise. */
  public static final Server DEFAULT = at("grpc://127.0.0.1:8889");

  private static final int USUAL_HTTP_PORT = 8888;

  static Server at(String flight) {
    return new Server(flight, Optional.empty());
  }

  Server withHttp(String address) {
    return new Server(flight, Optional.of(address));
  }

  /** The address of HTTP. */
  public URI httpUri() {
    try {
      if (http.isPresent()) {
        return new URI(http.get());
      }
      return new URI("http", null, new URI(flight).getHost(), USUAL_HTTP_PORT, null, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + http.orElse(flight) + "' is no address.", e);
    }
  }
}
