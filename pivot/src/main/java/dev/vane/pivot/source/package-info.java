/**
 * What the rows of a question come from: its table in a version, and beside it tables that are
 * joined to it, hierarchies of members, composites that are looked through. Each is a step that
 * adds fields to the rows.
 */
@NullMarked
package dev.vane.pivot.source;

import org.jspecify.annotations.NullMarked;
