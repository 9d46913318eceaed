/**
 * DoGet: one thread for each answer hands its batches to the transport as they are, when the client
 * has taken most of what was handed over before.
 */
@NullMarked
package dev.vane.flight.get;

import org.jspecify.annotations.NullMarked;
