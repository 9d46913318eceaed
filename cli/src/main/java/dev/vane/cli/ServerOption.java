package dev.vane.cli;

import dev.vane.cli.server.Profiles;
import dev.vane.cli.server.Server;
import dev.vane.cli.terminal.Console;
import dev.vane.client.VaneClient;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says which gateway a command talks to. */
final class ServerOption {
  @Option(
      names = "--server",
      paramLabel = "URI",
      description =
          "Address of the gateway, or a name in ~/.config/vane/servers.json (default: that file's"
              + " default, else grpc://127.0.0.1:8889).")
  private Optional<String> server = Optional.empty();

  VaneClient connect(Console console) {
    try {
      return VaneClient.connect(find(console).flight());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--server: " + e.getMessage());
    }
  }

  /** The gateway that is meant. */
  Server find(Console console) {
    try {
      return Profiles.load(console.environment()).find(server);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--server: " + e.getMessage());
    }
  }
}
