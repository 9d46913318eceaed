/**
 * A table's columns as a question sees them: names that must match, kinds that decide which
 * operators and aggregates fit, and a client's values brought into a column's type.
 */
@NullMarked
package dev.vane.pivot.schema;

import org.jspecify.annotations.NullMarked;
