package dev.vane.cli;

import dev.vane.cli.status.Metrics;
import dev.vane.cli.terminal.Console;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say whose metrics are read. */
final class MetricsOption {
  @Mixin private ServerOption server = new ServerOption();

  @Option(
      names = "--http",
      paramLabel = "URI",
      description = "Address of the gateway's HTTP (default: port 8888 of the --server's host).")
  private Optional<String> http = Optional.empty();

  Metrics read(Console console) throws IOException {
    return Metrics.read(address(console));
  }

  private URI address(Console console) {
    try {
      return http.isPresent() ? checked(http.get()) : server.find(console).httpUri();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new UsageException("--http: " + e.getMessage());
    }
  }

  private static URI checked(String text) throws URISyntaxException {
    URI uri = new URI(text);
    if (uri.getHost() == null || !String.valueOf(uri.getScheme()).startsWith("http")) {
      throw new UsageException(
          "--http: '" + text + "' is no address. It looks like http://127.0.0.1:8888.");
    }
    return uri;
  }
}
