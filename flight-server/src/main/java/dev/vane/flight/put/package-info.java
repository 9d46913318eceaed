/**
 * DoPut: one thread for each open stream takes its messages from an inbox that holds few bytes, so
 * that a client is read as fast as storage takes its rows and no faster.
 */
@NullMarked
package dev.vane.flight.put;

import org.jspecify.annotations.NullMarked;
