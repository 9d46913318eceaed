/**
 * The path in: the command that opens a stream, the session that takes its batches, the receipt
 * that ends it.
 */
@NullMarked
package dev.vane.gateway.ingest;

import org.jspecify.annotations.NullMarked;
