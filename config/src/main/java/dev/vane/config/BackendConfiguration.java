package dev.vane.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one storage backend is told: where it may keep everything, and its own settings as text.
 *
 * @param directory absolute
 * @param others directories that its settings name besides, absolute
 */
public record BackendConfiguration(
    Path directory, List<Path> others, Map<String, String> settings) {
  public BackendConfiguration {
    others = List.copyOf(others);
    settings = Map.copyOf(settings);
  }

  /** All that it touches. */
  public List<Path> directories() {
    return Stream.concat(Stream.of(directory), others.stream()).toList();
  }
}
