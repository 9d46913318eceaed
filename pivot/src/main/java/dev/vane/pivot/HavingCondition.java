package dev.vane.pivot;

import dev.vane.pivot.filter.Filter;

/**
 * A condition on a row path's total over the column axis.
 *
 * @param condition its field is the alias of a measure
 * @param level how many row keys the tested paths have
 */
public record HavingCondition(Filter.Comparison condition, int level) {}
