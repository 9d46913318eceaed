/**
 * The path out: scans, SQL and pivots as commands, the admission of queries, the pinned results
 * that a ticket can name, and the answer that a wire streams.
 */
@NullMarked
package dev.vane.gateway.query;

import org.jspecify.annotations.NullMarked;
