package dev.vane.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Every setting of the gateway, except those of single streams. */
final class Settings {
  private static final int MOST_PORT = 65_535;

  static final SettingType<String> BACKENDS = SettingTypes.choice("duckdb", "delta", "both");
  static final SettingType<String> SCHEMA_MODES = SettingTypes.choice("strict", "merge");
  static final SettingType<Long> CHUNK_SIZES = SettingTypes.number(1, 10_000_000);

  static final Setting<Path> DATA_DIR =
      Setting.of(
          "data_dir",
          SettingTypes.PATH,
          "./vane-data",
          "Where everything is kept. One gateway at a time owns it.");
  static final Setting<String> STORAGE_BACKEND =
      Setting.of("storage_backend", BACKENDS, "duckdb", "The backend of streams that name none.");

  static final Setting<String> FLIGHT_HOST =
      Setting.of(
          "flight.host",
          SettingTypes.HOST_NAME,
          "127.0.0.1",
          "Where Flight listens. Beyond the loopback only with TLS and authentication (see `security`).");
  static final Setting<Integer> FLIGHT_PORT =
      Setting.of(
          "flight.port",
          SettingTypes.integer(0, MOST_PORT),
          "8889",
          "The port of Flight and Flight SQL; 0 takes a free one.");

  static final Setting<Boolean> HTTP_ENABLED =
      Setting.of("http.enabled", SettingTypes.SWITCH, "true", "Whether HTTP is served at all.");
  static final Setting<String> HTTP_HOST =
      Setting.of(
          "http.host",
          SettingTypes.HOST_NAME,
          "127.0.0.1",
          "Where HTTP listens. Beyond the loopback only with TLS and authentication (see `security`).");
  static final Setting<Integer> HTTP_PORT =
      Setting.of(
          "http.port",
          SettingTypes.integer(0, MOST_PORT),
          "8888",
          "The port of health and metrics; 0 takes a free one.");

  static final Setting<Path> DUCKDB_PATH =
      Setting.of(
          "duckdb.path",
          SettingTypes.PATH,
          "duckdb/vane.duckdb",
          "The DuckDB file. A relative path is taken from the data directory.");
  static final Setting<Integer> DUCKDB_THREADS =
      Setting.of(
          "duckdb.threads",
          SettingTypes.integer(0, 1_024),
          "0",
          "Threads of the DuckDB engine; 0 for one a core.");

  static final Setting<Path> DELTA_TABLE_PATH =
      Setting.of(
          "delta_config.table_path",
          SettingTypes.PATH,
          "delta",
          "The folder of the Delta tables; every table found in it is served. A relative path is"
              + " taken from the data directory.");
  static final Setting<Integer> DELTA_VERSION_RETENTION_HOURS =
      Setting.of(
          "delta_config.version_retention_hours",
          SettingTypes.integer(0, 876_000),
          "168",
          "How long removed files of tables made here are kept for readers of older versions.");
  static final Setting<Integer> DELTA_CHECKPOINT_INTERVAL =
      Setting.of(
          "delta_config.checkpoint_interval",
          SettingTypes.integer(1, 100_000),
          "10",
          "Commits between two checkpoints of tables made here.");
  static final Setting<String> DELTA_LOG_LIBRARY =
      Setting.of(
          "delta_config.log_library",
          SettingTypes.choice("kernel", "standalone"),
          "kernel",
          "What reads and writes the logs of Delta tables: Delta Kernel, or Delta Standalone, which"
              + " knows tables of protocol (1, 2) alone and brings Hadoop along.");

  static final Setting<Boolean> DELTA_HOT_TIER =
      Setting.of(
          "delta_config.hot_tier",
          SettingTypes.SWITCH,
          "true",
          "Whether rows that are acknowledged batch by batch (`ack: batch`, `durability: log`) wait in a"
              + " hot tier for large files. Without it every small transaction is a commit of its table.");
  static final Setting<Long> DELTA_HOT_ROWS =
      Setting.of(
          "delta_config.hot_rows",
          SettingTypes.number(1, 1_000_000_000),
          "1000000",
          "So many hot rows of a table are moved into its files.");
  static final Setting<Long> DELTA_HOT_BYTES =
      Setting.of(
          "delta_config.hot_bytes",
          SettingTypes.size(1 << 10, 1L << 40),
          "128MiB",
          "So many bytes of hot rows of a table, as Arrow has them, are moved into its files.");
  static final Setting<Duration> DELTA_HOT_AGE =
      Setting.of(
          "delta_config.hot_age",
          SettingTypes.time(Duration.ofMillis(100), Duration.ofDays(1)),
          "5m",
          "Hot rows of a table are moved when the oldest is of this age. Other engines see rows then.");
  static final Setting<Long> DELTA_HOT_LIMIT =
      Setting.of(
          "delta_config.hot_limit",
          SettingTypes.size(1 << 20, 1L << 44),
          "4GiB",
          "From so many bytes of hot rows of all tables on, batches are refused (`LIMIT_HOT_TIER`):"
              + " the moves do not keep up, or the tables' folder can't be written.");

  static final Setting<Long> DEFAULT_CHUNK_SIZE =
      Setting.of(
          "defaults.chunk_size",
          CHUNK_SIZES,
          "122880",
          "Rows handed to the storage at once; DuckDB's row group is 122880.");
  static final Setting<String> DEFAULT_SCHEMA_MODE =
      Setting.of(
          "defaults.schema_mode",
          SCHEMA_MODES,
          "strict",
          "`strict` refuses columns that are new, missing or of another type; `merge` adds new ones,"
              + " fills missing ones with NULL and widens types.");

  static final Setting<Boolean> STREAMS_AUTO_CREATE =
      Setting.of(
          "streams.auto_create",
          SettingTypes.SWITCH,
          "true",
          "Whether a stream that is not configured here is accepted, with the defaults.");

  static final Setting<String> METRICS_PREFIX =
      Setting.of(
          "metrics.prefix",
          SettingTypes.METRIC_NAME_PREFIX,
          "vane",
          "First part of each of the gateway's metric names; `arrowport` keeps Arrowport's"
              + " dashboards working.");

  static final Setting<String> LOGGING_FORMAT =
      Setting.of(
          "logging.format", SettingTypes.choice("text", "json"), "text", "How log lines look.");
  static final Setting<String> LOGGING_LEVEL =
      Setting.of(
          "logging.level",
          SettingTypes.choice("error", "warn", "info", "debug"),
          "info",
          "The least level that is logged.");

  static final Setting<Duration> SHUTDOWN_GRACE =
      Setting.of(
          "shutdown.grace",
          SettingTypes.time(Duration.ofMillis(100), Duration.ofHours(1)),
          "30s",
          "Longest time from SIGTERM to exit.");

  /** In the order of the documentation. */
  static final List<Setting<?>> ALL =
      Stream.<List<Setting<?>>>of(
              List.of(DATA_DIR, STORAGE_BACKEND),
              List.of(FLIGHT_HOST, FLIGHT_PORT),
              List.of(HTTP_ENABLED, HTTP_HOST, HTTP_PORT),
              HttpSettings.ALL,
              List.of(DUCKDB_PATH, DUCKDB_THREADS),
              List.of(
                  DELTA_TABLE_PATH,
                  DELTA_VERSION_RETENTION_HOURS,
                  DELTA_CHECKPOINT_INTERVAL,
                  DELTA_LOG_LIBRARY,
                  DELTA_HOT_TIER,
                  DELTA_HOT_ROWS,
                  DELTA_HOT_BYTES,
                  DELTA_HOT_AGE,
                  DELTA_HOT_LIMIT),
              ObjectStoreSettings.ALL,
              List.of(DEFAULT_CHUNK_SIZE, DEFAULT_SCHEMA_MODE),
              List.of(STREAMS_AUTO_CREATE),
              LimitSettings.ALL,
              List.of(METRICS_PREFIX),
              SecuritySettings.ALL,
              List.of(LOGGING_FORMAT, LOGGING_LEVEL),
              List.of(SHUTDOWN_GRACE))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private Settings() {}

  /** The dotted paths of {@link #ALL}. */
  static List<String> names() {
    return ALL.stream().<String>map(Setting::name).toList();
  }
}
