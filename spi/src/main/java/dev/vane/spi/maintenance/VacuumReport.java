package dev.vane.spi.maintenance;

import java.time.Duration;
import java.util.List;

/**
 * What a vacuum removed, or would.
 *
 * @param version the table's version that it was decided by
 * @param retention that was applied
 * @param files how many
 * @param bytes of them on disk
 * @param paths the first of them, within the table's folder
 */
public record VacuumReport(
    long version, boolean dryRun, Duration retention, long files, long bytes, List<String> paths) {
  /** How many paths a report has at most. */
  public static final int MAX_PATHS = 1_000;

  public VacuumReport {
    paths = List.copyOf(paths);
  }
}
