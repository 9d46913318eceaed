/**
 * Two backends as one: a stream into the pair is one acknowledgement, and both tables hold its rows
 * exactly once. Nothing here names a backend; the one with versions leads.
 */
@NullMarked
package dev.vane.gateway.pair;

import org.jspecify.annotations.NullMarked;
