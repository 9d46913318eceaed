package dev.vane.pivot;

/**
 * A key of the row or the column axis.
 *
 * @param field the table's field
 * @param name the name in the answer, the field's own unless {@code as} gives another
 */
public record Dimension(String field, String name) {}
