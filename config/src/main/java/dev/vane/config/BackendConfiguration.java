package dev.vane.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * What one storage backend is told: where it may keep everything, and its own settings as text.
 *
 * @param directory absolute
 */
public record BackendConfiguration(Path directory, Map<String, String> settings) {
  public BackendConfiguration {
    settings = Map.copyOf(settings);
  }
}
