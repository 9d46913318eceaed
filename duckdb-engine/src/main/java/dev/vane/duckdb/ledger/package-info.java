/** How database files of this engine keep what commits record of their producers. */
@NullMarked
package dev.vane.duckdb.ledger;

import org.jspecify.annotations.NullMarked;
