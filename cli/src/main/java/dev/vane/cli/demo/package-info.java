/** The demonstration: a gateway from start to stop, seen from a client. */
@NullMarked
package dev.vane.cli.demo;

import org.jspecify.annotations.NullMarked;
