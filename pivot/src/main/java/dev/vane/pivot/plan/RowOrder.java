package dev.vane.pivot.plan;

/** One term of the order of rows within their parents. */
public sealed interface RowOrder permits RowKeyOrder, MeasureOrder {}
