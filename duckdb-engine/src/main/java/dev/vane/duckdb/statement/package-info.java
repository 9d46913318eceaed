/**
 * Statements that clients wrote: found to be one query that only reads tables, told which tables it
 * names, and rewritten to read the relations that those names stand for.
 */
@NullMarked
package dev.vane.duckdb.statement;

import org.jspecify.annotations.NullMarked;
