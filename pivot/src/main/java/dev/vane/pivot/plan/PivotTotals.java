package dev.vane.pivot.plan;

/**
 * The sizes that an answer's schema tells.
 *
 * @param columns column paths; 0 without column fields
 */
public record PivotTotals(long rows, long columns) {}
