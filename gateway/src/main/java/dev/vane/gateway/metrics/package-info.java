/** Every metric of the gateway: its name, its labels, and when it moves. */
@NullMarked
package dev.vane.gateway.metrics;

import org.jspecify.annotations.NullMarked;
