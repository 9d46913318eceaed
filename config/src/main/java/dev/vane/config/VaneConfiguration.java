package dev.vane.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole effective configuration.
 *
 * @param dataDir where everything is kept
 * @param storageBackend the backend of streams that name none
 */
public record VaneConfiguration(
    Path dataDir,
    String storageBackend,
    FlightConfiguration flight,
    HttpConfiguration http,
    DuckDbConfiguration duckdb,
    DeltaConfiguration deltaConfig,
    DefaultsConfiguration defaults,
    StreamsConfiguration streams,
    LimitsConfiguration limits,
    MetricsConfiguration metrics,
    SecurityConfiguration security,
    LoggingConfiguration logging,
    ShutdownConfiguration shutdown) {
  private static final String HOT_DIRECTORY = "hot";
  private static final String COPIES_DIRECTORY = "delta-copies";

  /** What each backend is told, by the backend's name. Paths are absolute. */
  public Map<String, BackendConfiguration> backends() {
    Path root = dataDir.toAbsolutePath().normalize();
    Path database = root.resolve(duckdb.path()).normalize();
    Path databaseDirectory = database.getParent() == null ? root : database.getParent();
    String replayWindow = Long.toString(limits.replayWindow());
    return Map.of(
        "duckdb",
        new BackendConfiguration(
            databaseDirectory,
            List.of(),
            Map.of("path", database.toString(), "replay_window", replayWindow)),
        "delta",
        new BackendConfiguration(
            deltaConfig.objectStore().location().isPresent()
                ? root.resolve(COPIES_DIRECTORY)
                : root.resolve(deltaConfig.tablePath()).normalize(),
            List.of(root.resolve(HOT_DIRECTORY)),
            deltaSettings(root, replayWindow)));
  }

  private Map<String, String> deltaSettings(Path root, String replayWindow) {
    Map<String, String> settings =
        new HashMap<>(
            Map.ofEntries(
                Map.entry("replay_window", replayWindow),
                Map.entry(
                    "checkpoint_interval", Integer.toString(deltaConfig.checkpointInterval())),
                Map.entry(
                    "version_retention_hours",
                    Integer.toString(deltaConfig.versionRetentionHours())),
                Map.entry("log_library", deltaConfig.logLibrary()),
                Map.entry(
                    "hot_file", root.resolve(HOT_DIRECTORY).resolve("delta.duckdb").toString()),
                Map.entry("hot_tier", Boolean.toString(deltaConfig.hotTier().enabled())),
                Map.entry("hot_rows", Long.toString(deltaConfig.hotTier().rows())),
                Map.entry("hot_bytes", Long.toString(deltaConfig.hotTier().bytes())),
                Map.entry("hot_age_millis", Long.toString(deltaConfig.hotTier().age().toMillis())),
                Map.entry("hot_limit", Long.toString(deltaConfig.hotTier().limit()))));
    settings.putAll(deltaConfig.objectStore().settings());
    return settings;
  }
}
