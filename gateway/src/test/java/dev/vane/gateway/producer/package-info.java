/** Producers by themselves. */
@NullMarked
package dev.vane.gateway.producer;

import org.jspecify.annotations.NullMarked;
