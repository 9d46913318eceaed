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
    ShutdownConfiguration shutdown) {
  /** The same with other streams. */
  public VaneConfiguration withStreams(StreamsConfiguration other) {
    return new VaneConfiguration(
        dataDir,
        storageBackend,
        flight,
        http,
        duckdb,
        deltaConfig,
        defaults,
        other,
        limits,
        metrics,
        security,
        logging,
        shutdown);
  }

  /** Where the DuckDB file is: its path, taken from the data directory if relative. */
  public Path duckDbFile() {
    return dataDir.resolve(duckdb.path());
  }

  /** Where the Delta tables are: their folder, taken from the data directory if relative. */
  public Path deltaFolder() {
    return dataDir.resolve(deltaConfig.tablePath());
  }
}
