/** The ledger by itself, at limits of a few bytes. */
@NullMarked
package dev.vane.gateway.memory;

import org.jspecify.annotations.NullMarked;
