package dev.vane.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationSourcesTest {
  private final Path folder;

  ConfigurationSourcesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void flagOverridesEnvironmentOverridesFileOverridesDefault() {
    String yaml = "{flight: {port: 1}, http: {port: 11}, duckdb: {threads: 21}}";
    Map<String, String> environment = Map.of("VANE_FLIGHT_PORT", "2", "VANE_HTTP_PORT", "12");
    Map<String, String> flags = Map.of("flight.port", "3");

    EffectiveConfiguration effective = Configurations.load(folder, yaml, environment, flags);

    VaneConfiguration configuration = effective.configuration();
    assertThat(configuration.flight().port()).isEqualTo(3);
    assertThat(configuration.http().port()).isEqualTo(12);
    assertThat(configuration.duckdb().threads()).isEqualTo(21);
    assertThat(configuration.deltaConfig().checkpointInterval()).isEqualTo(10);
    assertThat(origins(effective))
        .containsEntry("flight.port", "command line")
        .containsEntry("http.port", "VANE_HTTP_PORT")
        .containsEntry("duckdb.threads", folder.resolve("vane.yaml") + ":1")
        .containsEntry("delta_config.checkpoint_interval", "default");
  }

  @Test
  void everySettingCanComeFromTheEnvironment() {
    Map<String, String> environment =
        other().entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> "VANE_" + entry.getKey().replace('.', '_').toUpperCase(Locale.ROOT),
                    Map.Entry::getValue));

    assertThat(Configurations.load(environment, Map.of()).configuration())
        .usingRecursiveComparison()
        .ignoringFields("streams.byName")
        .isEqualTo(Configurations.OTHER);
  }

  @Test
  void everySettingCanComeFromAFlag() {
    assertThat(Configurations.load(Map.of(), other()).configuration())
        .usingRecursiveComparison()
        .ignoringFields("streams.byName")
        .isEqualTo(Configurations.OTHER);
  }

  @Test
  void variablesAreThePathInCapitals() {
    assertThat(Settings.ALL.stream().map(Setting::variable))
        .doesNotHaveDuplicates()
        .contains(
            "VANE_FLIGHT_PORT",
            "VANE_DATA_DIR",
            "VANE_DELTA_CONFIG_TABLE_PATH",
            "VANE_STREAMS_AUTO_CREATE");
  }

  @Test
  void otherVariablesAreNotRead() {
    assertThat(
            Configurations.load(
                    Map.of("PATH", "/bin", "VANES", "1", "ARROWPORT_API_PORT", "1"), Map.of())
                .configuration())
        .isEqualTo(Configurations.DEFAULTS);
  }

  @Test
  void accountHasEverySettingOnceInTheOrderOfTheDocumentation() {
    EffectiveConfiguration effective = Configurations.load(Map.of(), Map.of());

    assertThat(effective.settings())
        .extracting(EffectiveSetting::name)
        .containsExactlyElementsOf(Settings.names());
    assertThat(effective.settings())
        .allSatisfy(setting -> assertThat(setting.value()).isEqualTo(setting.standard()));
  }

  @Test
  void accountOfAStreamNamesWhoDecidesWhatItLeavesOpen() {
    EffectiveConfiguration effective =
        Configurations.load(folder, "streams: {trades: {chunk_size: 5}}");

    assertThat(effective.settings())
        .contains(
            new EffectiveSetting(
                "streams.trades.chunk_size",
                "5",
                new Origin(Origin.Kind.FILE, folder.resolve("vane.yaml") + ":1"),
                "`defaults.chunk_size`"),
            new EffectiveSetting(
                "streams.trades.schema_mode",
                "`defaults.schema_mode`",
                new Origin(Origin.Kind.DEFAULT, "default"),
                "`defaults.schema_mode`"));
  }

  @Test
  void tableAlignsItsColumns() {
    String table = Configurations.load(Map.of("VANE_LIMITS_MEMORY", "3GB"), Map.of()).toTable();

    assertThat(table.lines().findFirst().orElseThrow()).matches("SETTING +VALUE +ORIGIN +DEFAULT");
    assertThat(table.lines())
        .hasSize(Settings.ALL.size() + 1)
        .anyMatch(line -> line.matches("limits\\.memory +3GB +VANE_LIMITS_MEMORY +4GiB"))
        .allSatisfy(line -> assertThat(line.charAt(table.indexOf("VALUE"))).isNotEqualTo(' '));
  }

  private Map<String, String> other() {
    return Configurations.load(folder, Configurations.OTHER_YAML).settings().stream()
        .filter(setting -> Settings.names().contains(setting.name()))
        .collect(Collectors.toMap(EffectiveSetting::name, EffectiveSetting::value));
  }

  private static Map<String, String> origins(EffectiveConfiguration effective) {
    return effective.settings().stream()
        .collect(Collectors.toMap(EffectiveSetting::name, setting -> setting.origin().text()));
  }
}
