package dev.vane.pivot.plan;

/** Rows ordered by one of their keys, among siblings of the key's level. */
public record RowKeyOrder(int key, KeyOrder order) implements RowOrder {}
