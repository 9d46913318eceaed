package dev.vane.config;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What must hold between settings. A check is left out where one of its settings was refused. */
final class CrossChecks {
  private final VaneConfiguration configuration;
  private final Machine machine;
  private final SettingReader reader;
  private final GivenValues given;

  CrossChecks(
      VaneConfiguration configuration, Machine machine, SettingReader reader, GivenValues given) {
    this.configuration = configuration;
    this.machine = machine;
    this.reader = reader;
    this.given = given;
  }

  void run() {
    checkHost(Settings.FLIGHT_HOST, configuration.flight().host());
    if (configuration.http().enabled()) {
      checkHost(Settings.HTTP_HOST, configuration.http().host());
      checkPorts();
    }
    checkMemory();
    checkBelow(
        LimitSettings.COMMAND_SIZE,
        configuration.limits().commandSize(),
        LimitSettings.MESSAGE_SIZE,
        configuration.limits().messageSize());
    checkBelow(
        LimitSettings.MESSAGE_SIZE,
        configuration.limits().messageSize(),
        LimitSettings.MEMORY,
        configuration.limits().memory());
    checkBelow(
        LimitSettings.SCRATCH,
        configuration.limits().scratch(),
        LimitSettings.MEMORY,
        configuration.limits().memory());
    checkStreamCount();
    configuration.streams().byName().forEach(this::checkStream);
  }

  private void checkHost(Setting<String> setting, String host) {
    if (!configuration.security().insecure()
        && isSound(setting, Settings.SECURITY_INSECURE)
        && !Loopback.contains(host)) {
      refuse(
          setting,
          "%s is not a loopback address, and neither TLS nor authentication is there yet: everyone"
                  .formatted(host)
              + " who reaches the port could read and write.",
          "Use 127.0.0.1, or accept that by security.insecure: true.");
    }
  }

  private void checkPorts() {
    int port = configuration.http().port();
    if (port != 0
        && port == configuration.flight().port()
        && isSound(Settings.HTTP_PORT, Settings.FLIGHT_PORT, Settings.HTTP_ENABLED)) {
      refuse(
          Settings.HTTP_PORT,
          "Flight has the port %d too (%s)."
              .formatted(port, reader.origin(Settings.FLIGHT_PORT.name()).text()),
          "Give each a port of its own, or 0 for a free one.");
    }
  }

  private void checkMemory() {
    long memory = configuration.limits().memory();
    if (memory > machine.memoryBytes()
        && isSound(LimitSettings.MEMORY)
        && reader.origin(LimitSettings.MEMORY.name()).kind() != Origin.Kind.DEFAULT) {
      refuse(
          LimitSettings.MEMORY,
          "%s is more than the machine or container has: %s."
              .formatted(ByteSizes.print(memory), ByteSizes.print(machine.memoryBytes())),
          "Set less, leaving some to the system.");
    }
  }

  private void checkBelow(Setting<Long> smaller, long low, Setting<Long> larger, long high) {
    if (low > high && isSound(smaller, larger)) {
      refuse(
          smaller,
          "%s is more than %s, which is %s (%s)."
              .formatted(
                  ByteSizes.print(low),
                  larger.name(),
                  ByteSizes.print(high),
                  reader.origin(larger.name()).text()),
          "Lower the one or raise the other.");
    }
  }

  private void checkStreamCount() {
    int count = configuration.streams().byName().size();
    if (count > configuration.limits().streamNames() && isSound(LimitSettings.STREAM_NAMES)) {
      refuse(
          LimitSettings.STREAM_NAMES,
          "%d streams are configured, more than the limit of %d."
              .formatted(count, configuration.limits().streamNames()),
          "Raise the limit.");
    }
  }

  private void checkStream(String name, StreamConfiguration stream) {
    Map<String, RawValue> values = given.streams().getOrDefault(name, Map.of());
    Optional<StreamSetting<?>> delta =
        StreamSettings.ALL.stream()
            .filter(setting -> setting.name().startsWith("delta_options."))
            .filter(setting -> values.containsKey(setting.name()))
            .findFirst();
    if (delta.isPresent() && stream.storageBackend().equals(Optional.of("duckdb"))) {
      String path = SettingReader.path(name, delta.get());
      given.refuse(
          path,
          reader.origin(path),
          "The stream's backend is duckdb, where it has no effect.",
          "Remove delta_options, or set storage_backend: delta.");
    }
  }

  private boolean isSound(Setting<?>... settings) {
    return Stream.of(settings).noneMatch(setting -> reader.isBroken(setting.name()));
  }

  private void refuse(Setting<?> setting, String complaint, String remedy) {
    given.refuse(setting.name(), reader.origin(setting.name()), complaint, remedy);
  }
}
