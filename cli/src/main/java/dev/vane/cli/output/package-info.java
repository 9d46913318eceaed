/** How rows are printed: as a table for people, or as JSON, CSV or Arrow for programs. */
@NullMarked
package dev.vane.cli.output;

import org.jspecify.annotations.NullMarked;
