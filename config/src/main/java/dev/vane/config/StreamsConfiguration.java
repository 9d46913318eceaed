package dev.vane.config;

import java.util.Map;

/**
 * The configured streams, by name.
 *
 * @param autoCreate whether a stream that is not configured is accepted, with the defaults
 */
public record StreamsConfiguration(boolean autoCreate, Map<String, StreamConfiguration> byName) {
  public StreamsConfiguration {
    byName = Map.copyOf(byName);
  }
}
