/** Pairs over real backends, with crashes between their halves. */
@NullMarked
package dev.vane.gateway.pair;

import org.jspecify.annotations.NullMarked;
