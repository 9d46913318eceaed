/** How names and texts stand in DuckDB's SQL. Uses nothing else of the engine. */
@NullMarked
package dev.vane.duckdb.sql;

import org.jspecify.annotations.NullMarked;
