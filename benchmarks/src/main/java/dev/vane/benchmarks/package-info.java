/**
 * Measurements with JMH of the paths in and out, below the wire. What a client sees, with the wire
 * and beside a peer, is measured by {@code benchmarks/run}.
 */
@NullMarked
package dev.vane.benchmarks;

import org.jspecify.annotations.NullMarked;
