/**
 * Conditions on rows: as a client wrote them, bound to typed columns, and as SQL. A condition is
 * true or false for every row; NULL is a value and never makes a condition unknown.
 */
@NullMarked
package dev.vane.pivot.filter;

import org.jspecify.annotations.NullMarked;
