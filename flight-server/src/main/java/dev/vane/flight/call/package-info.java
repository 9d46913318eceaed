/**
 * What all calls of Flight have in common: what a descriptor or ticket is about, how an error
 * reaches the client, the id of a request, and the list of the calls that run.
 */
@NullMarked
package dev.vane.flight.call;

import org.jspecify.annotations.NullMarked;
