package dev.vane.pivot.plan;

import dev.vane.pivot.SortItem;
import java.util.List;

/**
 * How the values of one key are ordered.
 *
 * @param listed values that come first, in this order
 */
public record KeyOrder(boolean descending, boolean nullsFirst, List<PathKey> listed) {
  public static final KeyOrder ASCENDING = new KeyOrder(false, false, List.of());

  public KeyOrder {
    listed = List.copyOf(listed);
  }

  static KeyOrder of(SortItem item) {
    return new KeyOrder(item.descending(), item.nullsFirst(), List.of());
  }
}
