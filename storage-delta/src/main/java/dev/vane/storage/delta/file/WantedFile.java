package dev.vane.storage.delta.file;

import java.nio.file.Path;

/**
 * A data file that is about to be read. Such files are never written again, so their size and time
 * tell whether a copy is of this very file.
 *
 * @param path below the root of the store
 * @param bytes its size
 * @param modifiedMillis when it was written, as its log has it, in milliseconds since 1970
 */
public record WantedFile(Path path, long bytes, long modifiedMillis) {}
