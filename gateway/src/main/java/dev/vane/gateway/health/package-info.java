/** What a gateway says of its own health: whether it accepts new work, and what may end that. */
@NullMarked
package dev.vane.gateway.health;

import org.jspecify.annotations.NullMarked;
