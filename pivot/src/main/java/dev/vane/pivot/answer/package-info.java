/**
 * The light half of a pivot: from a cube in memory to the answer that is sent. Which paths are
 * presented and in what order, the shape of the answer, its fields. It runs no query.
 */
@NullMarked
package dev.vane.pivot.answer;

import org.jspecify.annotations.NullMarked;
