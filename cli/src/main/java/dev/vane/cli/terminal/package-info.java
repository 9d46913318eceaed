/**
 * What a command is connected to, and the line that shows how far a transfer is. Uses nothing else
 * of the command line.
 */
@NullMarked
package dev.vane.cli.terminal;

import org.jspecify.annotations.NullMarked;
