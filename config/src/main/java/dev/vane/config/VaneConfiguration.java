package dev.vane.config;

import java.nio.file.Path;

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
    ShutdownConfiguration shutdown) {}
