package dev.vane.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.vane.config.ConfigurationLoader;
import dev.vane.config.ConfigurationSources;
import dev.vane.config.EffectiveConfiguration;
import dev.vane.config.Machine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that override settings; anything else is set in a file or by the environment. */
final class ConfigurationOptions {
  @Option(names = "--config", paramLabel = "FILE", description = "Settings, as YAML.")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--data-dir", paramLabel = "DIR", description = "Where everything is kept.")
  private Optional<String> dataDirectory = Optional.empty();

  @Option(names = "--host", paramLabel = "HOST", description = "Where Flight and HTTP listen.")
  private Optional<String> host = Optional.empty();

  @Option(names = "--flight-port", paramLabel = "N", description = "Port of Flight; 0: a free one.")
  private Optional<String> flightPort = Optional.empty();

  @Option(names = "--http-port", paramLabel = "N", description = "Port of HTTP; 0: a free one.")
  private Optional<String> httpPort = Optional.empty();

  @Option(names = "--log-format", paramLabel = "FORMAT", description = "text or json.")
  private Optional<String> logFormat = Optional.empty();

  /**
   * What is in force.
   *
   * @throws dev.vane.config.ConfigurationException with all problems
   */
  EffectiveConfiguration load(Map<String, String> environment) {
    Map<String, String> flags = new LinkedHashMap<>();
    dataDirectory.ifPresent(value -> flags.put("data_dir", value));
    host.ifPresent(value -> flags.put("flight.host", value));
    host.ifPresent(value -> flags.put("http.host", value));
    flightPort.ifPresent(value -> flags.put("flight.port", value));
    httpPort.ifPresent(value -> flags.put("http.port", value));
    logFormat.ifPresent(value -> flags.put("logging.format", value));
    return ConfigurationLoader.load(new ConfigurationSources(file, environment, flags, machine()));
  }

  /** What this process may use of the machine, also inside a container. */
  static Machine machine() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(system.getTotalMemorySize(), Runtime.getRuntime().availableProcessors());
  }
}
