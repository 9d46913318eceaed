/**
 * Questions: the records of a pivot and of a scan, read from a client's JSON and written back in
 * one canonical form. What a question means over a table's schema, and its SQL, is in {@code plan}.
 * Nothing here executes anything.
 */
@NullMarked
package dev.vane.pivot;

import org.jspecify.annotations.NullMarked;
