package dev.vane.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two tests for each record: what holds by default, and every component set to something else. */
class ConfigurationRecordsTest {
  private final Path folder;

  ConfigurationRecordsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Stream<RecordComponent> parts() {
    return Stream.of(VaneConfiguration.class.getRecordComponents());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("parts")
  void defaultsAreRecorded(RecordComponent part) throws ReflectiveOperationException {
    assertThat(part.getAccessor().invoke(Configurations.load(folder, "").configuration()))
        .isEqualTo(part.getAccessor().invoke(Configurations.DEFAULTS));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("parts")
  void everyKeyReachesItsComponent(RecordComponent part) throws ReflectiveOperationException {
    Object mapped =
        part.getAccessor()
            .invoke(Configurations.load(folder, Configurations.OTHER_YAML).configuration());

    assertThat(mapped).isEqualTo(part.getAccessor().invoke(Configurations.OTHER));
    assertDiffers(part.getName(), mapped, part.getAccessor().invoke(Configurations.DEFAULTS));
  }

  @Test
  void everyKeyOfAStreamReachesItsComponent() throws ReflectiveOperationException {
    StreamConfiguration stream =
        Configurations.load(folder, Configurations.OTHER_YAML)
            .configuration()
            .streams()
            .byName()
            .getOrDefault("sensor_data", StreamConfiguration.EMPTY);

    assertDiffers("sensor_data", stream, StreamConfiguration.EMPTY);
  }

  @Test
  void aStreamWithoutKeysIsConfigured() {
    assertThat(Configurations.load(folder, "streams: {plain: }").configuration().streams().byName())
        .isEqualTo(Map.of("plain", StreamConfiguration.EMPTY));
  }

  @Test
  void smallMachineGetsTheLeastMemoryAndQueries() {
    LimitsConfiguration limits =
        ConfigurationLoader.load(ConfigurationSources.ofDefaults(new Machine(2L << 30, 1)))
            .configuration()
            .limits();

    assertThat(limits.memory()).isEqualTo(1_000_000_000L);
    assertThat(limits.queries()).isEqualTo(4);
  }

  @Test
  void largeMachineGetsAQuarterOfItsMemoryAndTwoQueriesACore() {
    LimitsConfiguration limits =
        ConfigurationLoader.load(
                ConfigurationSources.ofDefaults(new Machine((64L << 30) + 12_345, 16)))
            .configuration()
            .limits();

    assertThat(limits.memory()).isEqualTo(16L << 30);
    assertThat(limits.queries()).isEqualTo(32);
  }

  /** A key that nobody maps, or that the test forgot, shows as an equal component. */
  private static void assertDiffers(String path, Object other, Object standard)
      throws ReflectiveOperationException {
    if (!other.getClass().isRecord()) {
      assertThat(other).as(path).isNotEqualTo(standard).isNotEqualTo(Optional.empty());
      return;
    }
    for (RecordComponent component : other.getClass().getRecordComponents()) {
      assertDiffers(
          path + "." + component.getName(),
          component.getAccessor().invoke(other),
          component.getAccessor().invoke(standard));
    }
  }
}
