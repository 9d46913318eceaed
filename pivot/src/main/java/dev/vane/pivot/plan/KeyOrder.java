package dev.vane.pivot.plan;

import dev.vane.pivot.SortItem;

/** How the values of one key are ordered. */
public record KeyOrder(boolean descending, boolean nullsFirst) {
  public static final KeyOrder ASCENDING = new KeyOrder(false, false);

  static KeyOrder of(SortItem item) {
    return new KeyOrder(item.descending(), item.nullsFirst());
  }

  /** The expression as a term of ORDER BY. */
  String term(String expression) {
    return expression
        + (descending ? " DESC" : " ASC")
        + (nullsFirst ? " NULLS FIRST" : " NULLS LAST");
  }
}
