package dev.vane.pivot.plan;

/** One term of the order of rows within their parents. */
sealed interface RowOrder permits RowKeyOrder, MeasureOrder {}
