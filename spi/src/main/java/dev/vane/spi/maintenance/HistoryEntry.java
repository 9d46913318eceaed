package dev.vane.spi.maintenance;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One commit.
 *
 * @param timestamp as time travel sees it
 * @param operation such as {@code WRITE}
 * @param parameters of the operation, as its writer gave them
 * @param metrics of the operation, as its writer gave them
 * @param engine the program that wrote it
 * @param readVersion the version that its writer had read
 */
public record HistoryEntry(
    long version,
    Instant timestamp,
    String operation,
    Map<String, String> parameters,
    Map<String, String> metrics,
    Optional<String> engine,
    OptionalLong readVersion) {
  public HistoryEntry {
    parameters = Map.copyOf(parameters);
    metrics = Map.copyOf(metrics);
  }
}
