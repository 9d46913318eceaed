/**
 * The one place that knows DuckDB's driver: the engine's instance, its connections, streaming
 * results, the scratch area and the translation of its errors. Nothing here knows what a table is
 * for.
 */
@NullMarked
package dev.vane.duckdb;

import org.jspecify.annotations.NullMarked;
