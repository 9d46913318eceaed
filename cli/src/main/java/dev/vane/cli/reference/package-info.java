/** The command line described for other programs: shells that complete it, and man. */
@NullMarked
package dev.vane.cli.reference;

import org.jspecify.annotations.NullMarked;
