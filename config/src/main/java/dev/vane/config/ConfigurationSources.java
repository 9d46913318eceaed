package dev.vane.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a configuration is read from. A flag overrides the environment, the environment
 * the file, the file the defaults.
 *
 * @param file the YAML file, if one was named
 * @param environment all environment variables; only those that begin with {@code VANE_} are read
 * @param flags what the command line sets: a setting's dotted path, such as {@code flight.port},
 *     and its text
 * @param machine what some defaults are taken from
 */
public record ConfigurationSources(
    Optional<Path> file,
    Map<String, String> environment,
    Map<String, String> flags,
    Machine machine) {
  public ConfigurationSources {
    environment = Map.copyOf(environment);
    flags = Map.copyOf(flags);
  }

  /** No file, no variables, no flags. */
  public static ConfigurationSources ofDefaults(Machine machine) {
    return new ConfigurationSources(Optional.empty(), Map.of(), Map.of(), machine);
  }
}
