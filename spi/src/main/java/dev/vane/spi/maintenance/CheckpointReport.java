package dev.vane.spi.maintenance;

/**
 * A checkpoint.
 *
 * @param version of the table that it holds
 * @param written whether it was written now, or was there
 */
public record CheckpointReport(long version, boolean written) {}
