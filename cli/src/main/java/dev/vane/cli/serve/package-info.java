/** Starting, checking and stopping a gateway with its wires. */
@NullMarked
package dev.vane.cli.serve;

import org.jspecify.annotations.NullMarked;
