/**
 * The command line: options, exit codes, and what people read. What a command does is done by the
 * client, the gateway and its wires; nothing here that another client would need as well.
 */
@NullMarked
package dev.vane.cli;

import org.jspecify.annotations.NullMarked;
