package dev.vane.spi.maintenance;

import java.time.Duration;
import java.util.Optional;

/**
 * What a vacuum may remove.
 *
 * @param retention how long files that are not needed any more stay; the table's own when empty
 * @param force whether a retention below the table's own is meant
 * @param dryRun whether only to count
 */
public record VacuumRequest(Optional<Duration> retention, boolean force, boolean dryRun) {}
