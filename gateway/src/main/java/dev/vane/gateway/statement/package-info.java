/**
 * Statements that clients of SQL keep and run: prepared statements with their values, tickets of
 * results, sessions with their options, and the statements that write, which go through the same
 * ingest sessions as any stream.
 */
@NullMarked
package dev.vane.gateway.statement;

import org.jspecify.annotations.NullMarked;
