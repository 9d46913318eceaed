/**
 * Arrow batches on their way into DuckDB: collected into chunks of a good size whose buffers Vane
 * owns, so that no thread of the engine ever waits for a client.
 */
@NullMarked
package dev.vane.duckdb.ingest;

import org.jspecify.annotations.NullMarked;
