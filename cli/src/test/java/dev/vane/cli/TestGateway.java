package dev.vane.cli;

import dev.vane.cli.serve.RunningGateway;
import dev.vane.config.ConfigurationLoader;
import dev.vane.config.ConfigurationSources;
import dev.vane.config.Machine;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A gateway for tests of commands: real, in this process, on free ports. */
final class TestGateway {
  private TestGateway() {}

  static RunningGateway start(Path folder, String backend) {
    return RunningGateway.start(
        ConfigurationLoader.load(
                new ConfigurationSources(
                    Optional.empty(),
                    Map.of(),
                    Map.of(
                        "data_dir",
                        folder.resolve("data").toString(),
                        "flight.port",
                        "0",
                        "http.port",
                        "0",
                        "storage_backend",
                        backend),
                    new Machine(4L << 30, 2)))
            .configuration());
  }
}
