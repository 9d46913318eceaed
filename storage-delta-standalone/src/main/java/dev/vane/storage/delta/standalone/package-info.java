/**
 * Delta logs through Delta Standalone, for whoever prefers it to Kernel: tables of protocol (1, 2).
 * Hadoop and Scala stay in here; nothing else of Vane needs them.
 */
@NullMarked
package dev.vane.storage.delta.standalone;

import org.jspecify.annotations.NullMarked;
