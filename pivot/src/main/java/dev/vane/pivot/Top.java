package dev.vane.pivot;

/**
 * The choice of a key's first members by a measure.
 *
 * @param count how many members are chosen
 * @param by the alias of the measure that decides, in its total over the other axis
 * @param descending whether the greatest values are first
 * @param others whether the other members' rows make one further key; else they count nowhere
 * @param perParent whether members are chosen within each parent; else once for the whole question
 */
public record Top(long count, String by, boolean descending, boolean others, boolean perParent) {}
