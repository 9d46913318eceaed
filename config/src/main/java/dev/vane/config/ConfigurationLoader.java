package dev.vane.config;

/**
 * The one place that reads settings. It asks every source, checks every value and every rule
 * between values, and answers with one configuration or with all problems at once. Stateless; safe
 * for any number of threads.
 */
public final class ConfigurationLoader {
  private ConfigurationLoader() {}

  /**
   * Loads the configuration.
   *
   * @throws ConfigurationException with every problem that was found
   */
  public static EffectiveConfiguration load(ConfigurationSources sources) {
    GivenValues given = new GivenValues();
    // In rising precedence.
    sources.file().ifPresent(file -> new YamlReader(file, given).read());
    EnvironmentReader.read(sources.environment(), given);
    FlagReader.read(sources.flags(), given);

    SettingReader reader = new SettingReader(given, sources.machine());
    VaneConfiguration configuration =
        new ConfigurationAssembler(reader, given.streams()).assemble();
    new CrossChecks(configuration, sources.machine(), reader, given).run();
    if (!given.problems().isEmpty()) {
      throw new ConfigurationException(given.problems());
    }
    return new EffectiveConfiguration(configuration, reader.effective());
  }
}
