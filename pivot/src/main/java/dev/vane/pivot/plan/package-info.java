/**
 * From a question and a table's schema to SQL: scans, and the two halves of a pivot. Every class
 * here is immutable and executes nothing.
 */
@NullMarked
package dev.vane.pivot.plan;

import org.jspecify.annotations.NullMarked;
