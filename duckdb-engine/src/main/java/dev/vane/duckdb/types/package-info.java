/**
 * DuckDB's types as values, and the table that says which Arrow types a column can hold exactly.
 * Both storages take column types, widening and refusals from here.
 */
@NullMarked
package dev.vane.duckdb.types;

import org.jspecify.annotations.NullMarked;
