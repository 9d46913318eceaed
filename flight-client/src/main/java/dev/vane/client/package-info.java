/**
 * The Java client of the gateway: writes Arrow batches and waits for the receipt, asks pivots,
 * scans and SQL, and calls actions, over one Flight connection. Nothing of the server belongs here;
 * what the two share is the wire.
 */
@NullMarked
package dev.vane.client;

import org.jspecify.annotations.NullMarked;
