/**
 * Database files that backends attach to the engine: how they are opened, how much room they have,
 * and how they are got back after a disk was full.
 */
@NullMarked
package dev.vane.duckdb.file;

import org.jspecify.annotations.NullMarked;
