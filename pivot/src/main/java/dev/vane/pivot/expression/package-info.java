/** Calculated measures: expressions over the measures of a question, read into trees. */
@NullMarked
package dev.vane.pivot.expression;

import org.jspecify.annotations.NullMarked;
