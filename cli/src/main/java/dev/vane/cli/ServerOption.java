package dev.vane.cli;

import dev.vane.client.VaneClient;
import picocli.CommandLine.Option;

/** The option that says which gateway a command talks to. */
final class ServerOption {
  @Option(
      names = "--server",
      paramLabel = "URI",
      defaultValue = "grpc://127.0.0.1:8889",
      description = "Address of the gateway (default: ${DEFAULT-VALUE}).")
  private String server = "";

  VaneClient connect() {
    try {
      return VaneClient.connect(server);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--server: " + e.getMessage());
    }
  }
}
