package dev.vane.cli.serve;

import dev.vane.config.VaneConfiguration;
import dev.vane.gateway.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether the data directory and the ports are there to be taken. Nothing is changed by looking.
 */
final class PlaceChecks {
  private PlaceChecks() {}

  static List<Finding> run(VaneConfiguration configuration) {
    List<Finding> findings = new ArrayList<>();
    findings.add(directory(configuration.dataDir().toAbsolutePath().normalize()));
    findings.add(
        port(
            "Flight port",
            "flight.port",
            configuration.flight().host(),
            configuration.flight().port()));
    if (configuration.http().enabled()) {
      findings.add(
          port("HTTP port", "http.port", configuration.http().host(), configuration.http().port()));
    }
    return findings;
  }

  private static Finding directory(Path directory) {
    String check = "Data directory";
    try {
      if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        return newDirectory(directory);
      }
      if (!Files.isDirectory(directory)) {
        return Finding.problem(
            check, directory + " is a file.", "Choose a directory with --data-dir.");
      }
      if (!Files.isWritable(directory)) {
        return Finding.problem(
            check,
            directory + " may not be written by " + System.getProperty("user.name") + ".",
            "Choose another with --data-dir, or change its permissions.");
      }
      return usedDirectory(directory);
    } catch (IOException e) {
      return Finding.problem(
          check, directory + " cannot be read.", "Choose another with --data-dir.");
    }
  }

  private static Finding newDirectory(Path directory) {
    Path parent = directory.getParent();
    while (parent != null && !Files.exists(parent)) {
      parent = parent.getParent();
    }
    return parent != null && Files.isDirectory(parent) && Files.isWritable(parent)
        ? Finding.ok("Data directory", directory + " will be made.")
        : Finding.problem(
            "Data directory",
            directory + " cannot be made, because " + parent + " may not be written.",
            "Choose another with --data-dir.");
  }

  private static Finding usedDirectory(Path directory) throws IOException {
    if (!DataDirectory.isMarked(directory)) {
      Optional<Path> stranger = firstFile(directory);
      return stranger.isEmpty()
          ? Finding.ok("Data directory", directory + " is empty.")
          : Finding.problem(
              "Data directory",
              directory + " holds " + stranger.get().getFileName() + " and is not Vane's.",
              "Choose an empty or a new one with --data-dir.");
    }
    return owner(directory)
        .map(
            pid ->
                Finding.problem(
                    "Data directory",
                    directory + " is in use by process " + pid + ".",
                    "Stop that gateway, or choose another directory with --data-dir."))
        .orElseGet(() -> Finding.ok("Data directory", directory.toString()));
  }

  private static Optional<Path> firstFile(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** The directory's owner, if that process lives and is a Java; the lock itself decides later. */
  private static Optional<Long> owner(Path directory) throws IOException {
    OptionalLong pid = DataDirectory.owner(directory);
    return pid.isEmpty()
        ? Optional.empty()
        : ProcessHandle.of(pid.getAsLong())
            .filter(process -> process.pid() != ProcessHandle.current().pid())
            .filter(process -> process.info().command().map(c -> c.contains("java")).orElse(true))
            .map(ProcessHandle::pid);
  }

  private static Finding port(String check, String setting, String host, int port) {
    String address = host + ":" + port;
    if (port == 0) {
      return Finding.ok(check, host + ", a free port");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return Finding.ok(check, address + " is free.");
    } catch (UnknownHostException e) {
      return Finding.problem(
          check, "The host " + host + " is unknown.", "Set " + setting + "'s host.");
    } catch (IOException e) {
      return Finding.problem(
          check,
          address + " cannot be taken: it is in use, reserved, or not this machine's.",
          "Set "
              + setting
              + " to a free port with --"
              + setting.replace('.', '-')
              + ", or to 0 for any.");
    }
  }
}
