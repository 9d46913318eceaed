package dev.vane.storage.delta.log;

import java.time.Instant;
import java.util.Optional;

/**
 * A file that is not active any more and may still be read by who opened an older version.
 *
 * @param path as the log has it
 * @param removedAt when the commit that removed it was made, by its writer's clock
 * @param deletionVectorPath the file of its deletion vector, relative to the table's folder, as on
 *     disk, where it has one
 */
public record RemovedFile(String path, Instant removedAt, Optional<String> deletionVectorPath) {}
