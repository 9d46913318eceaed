package dev.vane.config;

import java.util.Map;
import java.util.Optional;

/**
 * Keys that files written for Arrowport have and Vane has not, each with what takes its place. They
 * are refused like any unknown key, but by a message that knows them.
 */
final class ForeignKeys {
  private static final String NO_COMPRESSION =
      "A client chooses how its data is compressed on the way, and the gateway reads lz4 and zstd as"
          + " they come. For Parquet files set streams.<name>.delta_options.compression.";
  private static final String NO_CLUSTERING =
      "Tables are not clustered by columns. Remove the key; partition_by sets partitions.";

  private static final Map<String, String> REMEDIES =
      Map.ofEntries(
          Map.entry("api.host", "The setting is called http.host here."),
          Map.entry("api.port", "The setting is called http.port here."),
          Map.entry(
              "api.enable_metrics",
              "Metrics are served wherever HTTP is; http.enabled turns both on and off."),
          Map.entry("api.metrics_port", "Metrics are served at /metrics on the port http.port."),
          Map.entry("api", "The settings are called http.host and http.port here."),
          Map.entry("compression", NO_COMPRESSION),
          Map.entry("streams.*.compression", NO_COMPRESSION),
          Map.entry("streams.*.delta_options.z_order_by", NO_CLUSTERING),
          Map.entry(
              "streams.*.delta_options.schema_mode",
              "The setting is called streams.<name>.schema_mode here."),
          Map.entry(
              "delta_config.enable_cdc", "Change data feeds are not written. Remove the key."),
          Map.entry("flight.enabled", "Flight is always served. Remove the key."),
          Map.entry(
              "duckdb.memory_limit", "limits.memory is shared by the JVM, Arrow and DuckDB."));

  private ForeignKeys() {}

  /**
   * What to do about the key.
   *
   * @param pattern the dotted path, with {@code *} for a stream's name
   */
  static Optional<String> remedy(String pattern) {
    return Optional.ofNullable(REMEDIES.get(pattern));
  }

  /** Whether keys below the path are known, so that each can be refused by its own message. */
  static boolean isSection(String pattern) {
    return REMEDIES.keySet().stream().anyMatch(key -> key.startsWith(pattern + "."));
  }
}
