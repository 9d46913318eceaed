package dev.vane.config;

import java.util.List;

/**
 * A configuration that passed every check, and the account of where each value came from.
 *
 * @param configuration what the gateway runs with
 * @param settings every setting in the order of the documentation, then those of the configured
 *     streams
 */
public record EffectiveConfiguration(
    VaneConfiguration configuration, List<EffectiveSetting> settings) {
  public EffectiveConfiguration {
    settings = List.copyOf(settings);
  }

  /** A table for people: a line for each setting with its value, its origin and its default. */
  public String toTable() {
    return SettingsTable.print(settings);
  }
}
