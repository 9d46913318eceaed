package dev.vane.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the tests of this package load, and two whole configurations to compare with. */
final class Configurations {
  static final Machine MACHINE = new Machine(16L << 30, 2);

  /** What holds when nothing is said, on {@link #MACHINE}. */
  static final VaneConfiguration DEFAULTS =
      new VaneConfiguration(
          Path.of("./vane-data"),
          "duckdb",
          new FlightConfiguration("127.0.0.1", 8889),
          new HttpConfiguration(
              true, "127.0.0.1", 8888, new HttpLimits(16, 256, Duration.ofSeconds(30), 1_024)),
          new DuckDbConfiguration(Path.of("duckdb/vane.duckdb"), 0),
          new DeltaConfiguration(
              Path.of("delta"),
              168,
              10,
              "kernel",
              new HotTierConfiguration(
                  true, 1_000_000, 128L << 20, Duration.ofMinutes(5), 4L << 30),
              new ObjectStoreConfiguration(
                  Optional.empty(),
                  Optional.empty(),
                  "us-east-1",
                  false,
                  Optional.empty(),
                  16L << 30,
                  Duration.ofSeconds(30))),
          new DefaultsConfiguration(122_880, "strict"),
          new StreamsConfiguration(true, Map.of()),
          new LimitsConfiguration(
              4L << 30,
              64L << 20,
              1L << 20,
              256,
              10_000,
              Duration.ofMinutes(5),
              16L << 20,
              50,
              Duration.ofSeconds(30),
              10_000,
              2_000,
              4,
              64,
              Duration.ofMinutes(5),
              Duration.ofSeconds(60),
              5_000_000,
              64,
              512L << 20,
              4L << 30,
              10_000,
              1_000,
              Duration.ofMinutes(30),
              10_000,
              64L << 20),
          new MetricsConfiguration("vane"),
          new SecurityConfiguration(
              false,
              new TlsConfiguration(Optional.empty(), Optional.empty(), Optional.empty()),
              Optional.empty(),
              Duration.ofHours(12),
              10_000,
              2),
          new LoggingConfiguration("text", "info"),
          new ShutdownConfiguration(Duration.ofSeconds(30)));

  /** Every setting with another value than its default; {@link #OTHER} is what it means. */
  static final String OTHER_YAML =
      """
      data_dir: /var/lib/vane
      storage_backend: delta
      flight:
        host: 0.0.0.0
        port: 9001
      http:
        enabled: false
        host: "::"
        port: 9002
        threads: 31
        connections: 32
        idle: 33s
        response_rate: 34B
      duckdb:
        path: /fast/other.duckdb
        threads: 3
      delta_config:
        table_path: lake
        version_retention_hours: 24
        checkpoint_interval: 7
        log_library: standalone
        s3_location: s3://lake/vane/tables
        s3_endpoint: https://store.example.com:9000
        s3_region: eu-central-1
        s3_path_style: true
        s3_credentials_file: /etc/vane/store
        s3_cache: 1GiB
        s3_timeout: 7s
        hot_tier: false
        hot_rows: 50000
        hot_bytes: 64MiB
        hot_age: 30s
        hot_limit: 1GiB
      defaults:
        chunk_size: 10000
        schema_mode: merge
      streams:
        auto_create: false
        sensor_data:
          target_table: sensors
          storage_backend: delta
          chunk_size: 2048
          schema_mode: merge
          delta_options:
            partition_by: ["date", "event_type"]
            compression: snappy
            target_file_size: 134217728
            empty_partition: "null"
            auto_compact: 40
        plain:
      limits:
        memory: 2GB
        message_size: 32MiB
        command_size: 512KiB
        streams: 11
        stream_names: 12
        stream_idle: 13s
        stream_memory: 37MiB
        tenant_share: 38
        hold_back: 39s
        tables: 14
        columns: 15
        queries: 16
        query_queue: 17
        query_time: 18m
        client_stall: 1900ms
        pivot_cells: 20
        filter_depth: 21
        scratch: 22MB
        log_bytes: 23MB
        replay_window: 24
        sessions: 33
        session_idle: 34m
        prepared_statements: 35
        prepared_memory: 36MiB
      metrics:
        prefix: arrowport
      security:
        insecure: true
        tls:
          certificate: /etc/vane/certificate.pem
          key: /etc/vane/key.pem
          client_ca: /etc/vane/clients.pem
        credentials: /etc/vane/credentials
        session: 41m
        sessions: 42
        password_checks: 43
      logging:
        format: json
        level: debug
      shutdown:
        grace: 5s
      """;

  static final VaneConfiguration OTHER =
      new VaneConfiguration(
          Path.of("/var/lib/vane"),
          "delta",
          new FlightConfiguration("0.0.0.0", 9001),
          new HttpConfiguration(
              false, "::", 9002, new HttpLimits(31, 32, Duration.ofSeconds(33), 34)),
          new DuckDbConfiguration(Path.of("/fast/other.duckdb"), 3),
          new DeltaConfiguration(
              Path.of("lake"),
              24,
              7,
              "standalone",
              new HotTierConfiguration(false, 50_000, 64L << 20, Duration.ofSeconds(30), 1L << 30),
              new ObjectStoreConfiguration(
                  Optional.of(URI.create("s3://lake/vane/tables")),
                  Optional.of(URI.create("https://store.example.com:9000")),
                  "eu-central-1",
                  true,
                  Optional.of(Path.of("/etc/vane/store")),
                  1L << 30,
                  Duration.ofSeconds(7))),
          new DefaultsConfiguration(10_000, "merge"),
          new StreamsConfiguration(
              false,
              Map.of(
                  "sensor_data",
                  new StreamConfiguration(
                      Optional.of("sensors"),
                      Optional.of("delta"),
                      Optional.of(2_048L),
                      Optional.of("merge"),
                      new DeltaOptions(
                          List.of("date", "event_type"),
                          Optional.of("snappy"),
                          Optional.of(134_217_728L),
                          Optional.of("null"),
                          Optional.of(40))),
                  "plain",
                  StreamConfiguration.EMPTY)),
          new LimitsConfiguration(
              2_000_000_000L,
              32L << 20,
              512L << 10,
              11,
              12,
              Duration.ofSeconds(13),
              37L << 20,
              38,
              Duration.ofSeconds(39),
              14,
              15,
              16,
              17,
              Duration.ofMinutes(18),
              Duration.ofMillis(1_900),
              20,
              21,
              22_000_000L,
              23_000_000L,
              24,
              33,
              Duration.ofMinutes(34),
              35,
              36L << 20),
          new MetricsConfiguration("arrowport"),
          new SecurityConfiguration(
              true,
              new TlsConfiguration(
                  Optional.of(Path.of("/etc/vane/certificate.pem")),
                  Optional.of(Path.of("/etc/vane/key.pem")),
                  Optional.of(Path.of("/etc/vane/clients.pem"))),
              Optional.of(Path.of("/etc/vane/credentials")),
              Duration.ofMinutes(41),
              42,
              43),
          new LoggingConfiguration("json", "debug"),
          new ShutdownConfiguration(Duration.ofSeconds(5)));

  private Configurations() {}

  static EffectiveConfiguration load(Path folder, String yaml) {
    return load(folder, yaml, Map.of(), Map.of());
  }

  static EffectiveConfiguration load(
      Path folder, String yaml, Map<String, String> environment, Map<String, String> flags) {
    return ConfigurationLoader.load(
        new ConfigurationSources(Optional.of(write(folder, yaml)), environment, flags, MACHINE));
  }

  static EffectiveConfiguration load(Map<String, String> environment, Map<String, String> flags) {
    return ConfigurationLoader.load(
        new ConfigurationSources(Optional.empty(), environment, flags, MACHINE));
  }

  /** The problems, one line each, without the folder of the file. */
  static List<String> problems(Path folder, String yaml) {
    return problems(folder, yaml, Map.of(), Map.of());
  }

  static List<String> problems(
      Path folder, String yaml, Map<String, String> environment, Map<String, String> flags) {
    try {
      load(folder, yaml, environment, flags);
      return List.of();
    } catch (ConfigurationException refused) {
      return refused.problems().stream()
          .map(problem -> problem.message().replace(folder + "/", ""))
          .toList();
    }
  }

  static Path write(Path folder, String yaml) {
    try {
      return Files.writeString(folder.resolve("vane.yaml"), yaml);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
