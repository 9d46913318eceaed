/**
 * Expressions that a table's rules are written in (Spark's SQL), translated where the engine surely
 * means the same by them.
 */
@NullMarked
package dev.vane.storage.delta.expression;

import org.jspecify.annotations.NullMarked;
