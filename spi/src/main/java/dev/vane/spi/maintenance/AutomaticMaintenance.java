package dev.vane.spi.maintenance;

/**
 * What a backend has done by itself to keep its tables in order, since it was opened.
 *
 * @param compactions commits that wrote small files together
 * @param joinedFiles files that are no more since then
 * @param failures attempts that came to nothing, most because another writer was faster
 */
public record AutomaticMaintenance(long compactions, long joinedFiles, long failures) {}
