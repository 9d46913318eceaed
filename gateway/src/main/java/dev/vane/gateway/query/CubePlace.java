package dev.vane.gateway.query;

import java.nio.file.Path;

/**
 * Where pivot cubes are kept.
 *
 * @param memory bytes of memory that they may take
 * @param directory for those that leave memory
 */
public record CubePlace(long memory, Path directory) {}
