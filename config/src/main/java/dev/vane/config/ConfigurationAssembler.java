package dev.vane.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the records from single settings, in the order of the documentation. */
final class ConfigurationAssembler {
  private final SettingReader reader;
  private final Map<String, Map<String, RawValue>> streams;

  ConfigurationAssembler(SettingReader reader, Map<String, Map<String, RawValue>> streams) {
    this.reader = reader;
    this.streams = streams;
  }

  VaneConfiguration assemble() {
    // Arguments are evaluated from left to right, and so the account is in this order.
    return new VaneConfiguration(
        reader.read(Settings.DATA_DIR),
        reader.read(Settings.STORAGE_BACKEND),
        new FlightConfiguration(
            reader.read(Settings.FLIGHT_HOST), reader.read(Settings.FLIGHT_PORT)),
        new HttpConfiguration(
            reader.read(Settings.HTTP_ENABLED),
            reader.read(Settings.HTTP_HOST),
            reader.read(Settings.HTTP_PORT),
            new HttpLimits(
                reader.read(HttpSettings.THREADS),
                reader.read(HttpSettings.CONNECTIONS),
                reader.read(HttpSettings.IDLE),
                reader.read(HttpSettings.RESPONSE_RATE))),
        new DuckDbConfiguration(
            reader.read(Settings.DUCKDB_PATH), reader.read(Settings.DUCKDB_THREADS)),
        new DeltaConfiguration(
            reader.read(Settings.DELTA_TABLE_PATH),
            reader.read(Settings.DELTA_VERSION_RETENTION_HOURS),
            reader.read(Settings.DELTA_CHECKPOINT_INTERVAL),
            reader.read(Settings.DELTA_LOG_LIBRARY),
            new HotTierConfiguration(
                reader.read(Settings.DELTA_HOT_TIER),
                reader.read(Settings.DELTA_HOT_ROWS),
                reader.read(Settings.DELTA_HOT_BYTES),
                reader.read(Settings.DELTA_HOT_AGE),
                reader.read(Settings.DELTA_HOT_LIMIT)),
            new ObjectStoreConfiguration(
                reader.read(ObjectStoreSettings.LOCATION),
                reader.read(ObjectStoreSettings.ENDPOINT),
                reader.read(ObjectStoreSettings.REGION_NAME),
                reader.read(ObjectStoreSettings.PATH_STYLE),
                reader.read(ObjectStoreSettings.CREDENTIALS_FILE),
                reader.read(ObjectStoreSettings.CACHE),
                reader.read(ObjectStoreSettings.TIMEOUT))),
        new DefaultsConfiguration(
            reader.read(Settings.DEFAULT_CHUNK_SIZE), reader.read(Settings.DEFAULT_SCHEMA_MODE)),
        new StreamsConfiguration(reader.read(Settings.STREAMS_AUTO_CREATE), configuredStreams()),
        limits(),
        new MetricsConfiguration(reader.read(Settings.METRICS_PREFIX)),
        security(),
        new LoggingConfiguration(
            reader.read(Settings.LOGGING_FORMAT), reader.read(Settings.LOGGING_LEVEL)),
        new ShutdownConfiguration(reader.read(Settings.SHUTDOWN_GRACE)));
  }

  private SecurityConfiguration security() {
    return new SecurityConfiguration(
        reader.read(SecuritySettings.INSECURE),
        new TlsConfiguration(
            reader.read(SecuritySettings.TLS_CERTIFICATE),
            reader.read(SecuritySettings.TLS_KEY),
            reader.read(SecuritySettings.TLS_CLIENT_CA)),
        reader.read(SecuritySettings.CREDENTIALS),
        reader.read(SecuritySettings.SESSION),
        reader.read(SecuritySettings.SESSIONS),
        reader.read(SecuritySettings.PASSWORD_CHECKS));
  }

  private LimitsConfiguration limits() {
    return new LimitsConfiguration(
        reader.read(LimitSettings.MEMORY),
        reader.read(LimitSettings.MESSAGE_SIZE),
        reader.read(LimitSettings.COMMAND_SIZE),
        reader.read(LimitSettings.STREAMS),
        reader.read(LimitSettings.STREAM_NAMES),
        reader.read(LimitSettings.STREAM_IDLE),
        reader.read(LimitSettings.STREAM_MEMORY),
        reader.read(LimitSettings.TENANT_SHARE),
        reader.read(LimitSettings.HOLD_BACK),
        reader.read(LimitSettings.TABLES),
        reader.read(LimitSettings.COLUMNS),
        reader.read(LimitSettings.QUERIES),
        reader.read(LimitSettings.QUERY_QUEUE),
        reader.read(LimitSettings.QUERY_TIME),
        reader.read(LimitSettings.CLIENT_STALL),
        reader.read(LimitSettings.PIVOT_CELLS),
        reader.read(LimitSettings.FILTER_DEPTH),
        reader.read(LimitSettings.SCRATCH),
        reader.read(LimitSettings.LOG_BYTES),
        reader.read(LimitSettings.REPLAY_WINDOW),
        reader.read(LimitSettings.SESSIONS),
        reader.read(LimitSettings.SESSION_IDLE),
        reader.read(LimitSettings.PREPARED_STATEMENTS),
        reader.read(LimitSettings.PREPARED_MEMORY));
  }

  private Map<String, StreamConfiguration> configuredStreams() {
    Map<String, StreamConfiguration> configured = new LinkedHashMap<>();
    streams.forEach((name, values) -> configured.put(name, stream(name, values)));
    return configured;
  }

  private StreamConfiguration stream(String name, Map<String, RawValue> values) {
    return new StreamConfiguration(
        reader.read(name, values, StreamSettings.TARGET_TABLE),
        reader.read(name, values, StreamSettings.STORAGE_BACKEND),
        reader.read(name, values, StreamSettings.CHUNK_SIZE),
        reader.read(name, values, StreamSettings.SCHEMA_MODE),
        new DeltaOptions(
            reader.read(name, values, StreamSettings.PARTITION_BY).orElse(List.of()),
            reader.read(name, values, StreamSettings.COMPRESSION),
            reader.read(name, values, StreamSettings.TARGET_FILE_SIZE),
            reader.read(name, values, StreamSettings.EMPTY_PARTITION),
            reader.read(name, values, StreamSettings.AUTO_COMPACT)));
  }
}
