/**
 * Reading a client's JSON strictly: exact numbers, no repeated keys, no unknown keys, and a path
 * such as {@code measures[1].agg} in every complaint.
 */
@NullMarked
package dev.vane.pivot.json;

import org.jspecify.annotations.NullMarked;
