package dev.vane.config;

import java.nio.file.Path;
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
  /** What each backend is told, by the backend's name. Paths are absolute. */
  public Map<String, BackendConfiguration> backends() {
    Path root = dataDir.toAbsolutePath().normalize();
    Path database = root.resolve(duckdb.path()).normalize();
    Path databaseDirectory = database.getParent() == null ? root : database.getParent();
    String replayWindow = Long.toString(limits.replayWindow());
    return Map.of(
        "duckdb",
        new BackendConfiguration(
            databaseDirectory, Map.of("path", database.toString(), "replay_window", replayWindow)),
        "delta",
        new BackendConfiguration(
            root.resolve(deltaConfig.tablePath()).normalize(),
            Map.of(
                "replay_window", replayWindow,
                "checkpoint_interval", Integer.toString(deltaConfig.checkpointInterval()),
                "version_retention_hours", Integer.toString(deltaConfig.versionRetentionHours()),
                "log_library", deltaConfig.logLibrary())));
  }
}
