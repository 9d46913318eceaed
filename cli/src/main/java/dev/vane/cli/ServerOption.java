package dev.vane.cli;

import dev.vane.cli.server.Profiles;
import dev.vane.cli.server.Server;
import dev.vane.cli.terminal.Console;
import dev.vane.client.VaneClient;
import dev.vane.client.VaneClientBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which gateway a command talks to, and as whom. Secrets come from files. */
final class ServerOption {
  @Option(
      names = "--server",
      paramLabel = "URI",
      description =
          "Address of the gateway, with grpc+tls:// where it speaks TLS, or a name in"
              + " ~/.config/vane/servers.json (default: that file's default, else"
              + " grpc://127.0.0.1:8889).")
  private Optional<String> server = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the bearer token that the gateway asks for.")
  private @Nullable Path tokenFile;

  @Option(names = "--user", paramLabel = "NAME", description = "User that the gateway asks for.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File with the user's password.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "Who signed the gateway's certificate, in PEM, where Java does not know it.")
  private @Nullable Path authority;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Own certificate in PEM, where the gateway asks for one.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Private key of the own certificate, in PEM (PKCS#8).")
  private @Nullable Path key;

  VaneClient connect(Console console) {
    try {
      VaneClientBuilder client = VaneClient.builder(find(console).flight());
      authenticate(client);
      if (authority != null) {
        client.trust(authority);
      }
      if (certificate != null && key != null) {
        client.certificate(certificate, key);
      } else if (certificate != null || key != null) {
        throw new UsageException("--tls-cert and --tls-key belong together.");
      }
      return client.build();
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

  private void authenticate(VaneClientBuilder client) {
    if (tokenFile != null) {
      if (user != null || passwordFile != null) {
        throw new UsageException("Give --token-file, or --user with --password-file.");
      }
      client.token(secret(tokenFile));
    } else if (user != null && passwordFile != null) {
      client.user(user, secret(passwordFile));
    } else if (user != null || passwordFile != null) {
      throw new UsageException("--user and --password-file belong together.");
    }
  }

  /** The file's one line. */
  private static String secret(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UsageException("The file " + file + " cannot be read.");
    }
  }
}
