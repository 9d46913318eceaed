/**
 * The backend that keeps tables in one DuckDB file: streams become transactions, a ledger in the
 * same file gives every commit its version, and a crash leaves nothing half-done. Sees no wire.
 */
@NullMarked
package dev.vane.storage.duckdb;

import org.jspecify.annotations.NullMarked;
