package dev.vane.pivot.plan;

import dev.vane.pivot.schema.Column;

/** A key of an axis: the table's column and its name in the answer. */
public record AxisKey(Column column, String name) {}
