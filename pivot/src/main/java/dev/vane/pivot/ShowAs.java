package dev.vane.pivot;

import dev.vane.pivot.json.Literal;
import java.util.Optional;

/**
 * A measure in relation to others.
 *
 * @param field the row or column field along which others are looked at, by its name in the answer;
 *     for kinds that need one
 * @param item which value of the field is compared with; for kinds that compare
 * @param window for {@link Kind#WINDOW}
 */
public record ShowAs(
    Kind kind, Optional<String> field, Optional<Item> item, Optional<Window> window) {
  /** A relation without a window. */
  public ShowAs(Kind kind, Optional<String> field, Optional<Item> item) {
    this(kind, field, item, Optional.empty());
  }

  static ShowAs of(Window window) {
    return new ShowAs(Kind.WINDOW, Optional.empty(), Optional.empty(), Optional.of(window));
  }

  /** What clients call the relation. */
  public String text() {
    return window.map(given -> given.function().text()).orElseGet(kind::text);
  }

  /** What a kind needs beside the measure. */
  public enum Needs {
    NOTHING,
    FIELD,
    FIELD_AND_ITEM,
    WINDOW
  }

  /** The relations. Shares are fractions: the whole is 1. */
  public enum Kind {
    SHARE_OF_GRAND(Needs.NOTHING),
    SHARE_OF_ROW(Needs.NOTHING),
    SHARE_OF_COLUMN(Needs.NOTHING),
    SHARE_OF_PARENT_ROW(Needs.NOTHING),
    SHARE_OF_PARENT_COLUMN(Needs.NOTHING),
    /** Of the total of a field above. */
    SHARE_OF_PARENT(Needs.FIELD),
    /** Another item's value itself. */
    VALUE_OF(Needs.FIELD_AND_ITEM),
    /** Of another item's value. */
    SHARE_OF(Needs.FIELD_AND_ITEM),
    DIFFERENCE(Needs.FIELD_AND_ITEM),
    /** The difference as a share of the other item's value. */
    RELATIVE_DIFFERENCE(Needs.FIELD_AND_ITEM),
    RUNNING_TOTAL(Needs.FIELD),
    /** The running total as a share of what it ends at. */
    RUNNING_SHARE(Needs.FIELD),
    /** 1 for the least; equals share a rank, and the next one skips. */
    RANK_ASCENDING(Needs.FIELD),
    /** 1 for the greatest. */
    RANK_DESCENDING(Needs.FIELD),
    /** Value times grand total, over row total times column total. */
    INDEX(Needs.NOTHING),
    /** Of a window; written as a window function. */
    WINDOW(Needs.WINDOW);

    private final Needs needs;

    Kind(Needs needs) {
      this.needs = needs;
    }

    public Needs needs() {
      return needs;
    }

    /** What clients write. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** A value of a field. */
  public sealed interface Item {
    /** The one before, in presented order. */
    record Previous() implements Item {}

    /** The one after, in presented order. */
    record Next() implements Item {}

    /** This one. */
    record Value(Literal literal) implements Item {}

    /**
     * The period so far away, whether or not a row lies between.
     *
     * @param periods not 0; below 0 for the past
     */
    record Shift(int periods, KeyForm.BucketUnit unit) implements Item {}
  }
}
