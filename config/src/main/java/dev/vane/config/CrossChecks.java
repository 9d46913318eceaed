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
    checkTls();
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
    checkObjectStore();
    checkStreamCount();
    configuration.streams().byName().forEach(this::checkStream);
  }

  /** The loopback, or both TLS and authentication, or a person who said that he wants neither. */
  private void checkHost(Setting<String> setting, String host) {
    SecurityConfiguration security = configuration.security();
    boolean closed = security.tls().isOn() && security.authenticates();
    if (!security.insecure()
        && !closed
        && isSound(setting, SecuritySettings.INSECURE)
        && !Loopback.contains(host)) {
      refuse(
          setting,
          "%s is not a loopback address, and %s: everyone who reaches the port could %s."
              .formatted(
                  host,
                  security.tls().isOn()
                      ? "nobody is authenticated"
                      : security.authenticates()
                          ? "there is no TLS"
                          : "there is neither TLS nor authentication",
                  security.authenticates() ? "read what is sent" : "read and write"),
          "Use 127.0.0.1; or set security.tls.certificate and security.tls.key, and"
              + " security.credentials or security.tls.client_ca; or accept it by"
              + " security.insecure: true.");
    }
  }

  private void checkTls() {
    TlsConfiguration tls = configuration.security().tls();
    checkNeeds(
        SecuritySettings.TLS_CERTIFICATE, tls.certificate(), SecuritySettings.TLS_KEY, tls.key());
    checkNeeds(
        SecuritySettings.TLS_KEY, tls.key(), SecuritySettings.TLS_CERTIFICATE, tls.certificate());
    checkNeeds(
        SecuritySettings.TLS_CLIENT_CA,
        tls.clientCa(),
        SecuritySettings.TLS_CERTIFICATE,
        tls.certificate());
  }

  private void checkNeeds(
      Setting<?> setting, Optional<?> value, Setting<?> other, Optional<?> otherValue) {
    if (value.isPresent() && otherValue.isEmpty() && isSound(setting, other)) {
      refuse(
          setting,
          "It has no effect without %s.".formatted(other.name()),
          "Set that too, or leave this out.");
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

  private void checkObjectStore() {
    ObjectStoreConfiguration store = configuration.deltaConfig().objectStore();
    checkNeeds(
        ObjectStoreSettings.ENDPOINT,
        store.endpoint(),
        ObjectStoreSettings.LOCATION,
        store.location());
    checkNeeds(
        ObjectStoreSettings.CREDENTIALS_FILE,
        store.credentialsFile(),
        ObjectStoreSettings.LOCATION,
        store.location());
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
