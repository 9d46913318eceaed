/**
 * Producers that number their batches: where each stands, who may write for it, and what tells a
 * repetition from something else under the same number.
 */
@NullMarked
package dev.vane.gateway.producer;

import org.jspecify.annotations.NullMarked;
