package dev.vane.pivot.plan;

import dev.vane.pivot.KeyForm;
import dev.vane.pivot.Top;
import dev.vane.pivot.schema.Column;
import java.util.Optional;

/**
 * A key of an axis.
 *
 * @param column what its values are like: the field's own column, unless it is cut into bins
 * @param name its name in the answer
 * @param field the table's column that it is made of
 * @param form how it is made of the field
 * @param top which of its members are chosen
 * @param limited whether members beyond a limit of the axis are others
 */
public record AxisKey(
    Column column, String name, Column field, KeyForm form, Optional<Top> top, boolean limited) {
  /** A key whose axis has no limit. */
  AxisKey(Column column, String name, Column field, KeyForm form, Optional<Top> top) {
    this(column, name, field, form, top, false);
  }

  /** Whether one of its values may stand for all members that are not chosen. */
  public boolean hasOthers() {
    return limited || choosesOthers();
  }

  /** Whether the choice of its members leaves others. */
  boolean choosesOthers() {
    return top.filter(Top::others).isPresent();
  }

  AxisKey withoutTop() {
    return new AxisKey(column, name, field, form, Optional.empty(), limited);
  }

  AxisKey withLimit(boolean other) {
    return new AxisKey(column, name, field, form, top, other);
  }
}
