package dev.vane.pivot;

import java.util.Optional;

/**
 * A key of the row or the column axis.
 *
 * @param field the table's field
 * @param name the name in the answer, the field's own unless {@code as} gives another
 * @param form what of the field's value is the key
 * @param top which of its members are chosen
 */
public record Dimension(String field, String name, KeyForm form, Optional<Top> top) {
  /** A key all of whose members are shown. */
  public Dimension(String field, String name, KeyForm form) {
    this(field, name, form, Optional.empty());
  }

  /** The field's value itself as a key. */
  public Dimension(String field, String name) {
    this(field, name, KeyForm.VALUE);
  }
}
