package dev.vane.config;

import java.nio.file.Path;

/**
 * The DuckDB backend and engine.
 *
 * @param path the database file; relative paths are taken from the data directory
 * @param threads threads of the engine; 0 for one a core
 */
public record DuckDbConfiguration(Path path, int threads) {}
