package dev.vane.pivot.plan;

import dev.vane.pivot.Dimension;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.ShownMeasure;
import dev.vane.pivot.SortItem;
import dev.vane.pivot.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Measures over windows, by the definitions. */
final class ReferenceWindow {
  private final PivotSpec spec;
  private final Reference reference;
  private final List<String> rowNames;
  private final List<String> columnNames;

  /** A cell of a window. */
  private record Member(List<@Nullable Object> row, List<@Nullable Object> column) {}

  ReferenceWindow(PivotSpec spec, Reference reference) {
    this.spec = spec;
    this.reference = reference;
    rowNames = spec.rows().stream().map(Dimension::name).toList();
    columnNames = spec.columns().stream().map(Dimension::name).toList();
  }

  @Nullable Object value(
      ShownMeasure shown,
      Window window,
      List<@Nullable Object> row,
      List<@Nullable Object> column) {
    Member cell = new Member(row, column);
    List<String> group = group(window);
    if (window.function().isShare()) {
      Member total = new Member(with(row, rowNames, group), with(column, columnNames, group));
      return ReferenceShowAs.divide(number(shown.alias(), cell), number(shown.alias(), total));
    }
    if (!isOrdered(cell, window, shown)) {
      return null;
    }
    List<Member> members = new ArrayList<>();
    for (List<@Nullable Object> otherRow : reference.alike(row, true)) {
      for (List<@Nullable Object> otherColumn : reference.alike(column, false)) {
        Member member = new Member(otherRow, otherColumn);
        if (reference.exists(otherRow, otherColumn)
            && isOrdered(member, window, shown)
            && with(otherRow, rowNames, group).equals(with(row, rowNames, group))
            && with(otherColumn, columnNames, group).equals(with(column, columnNames, group))) {
          members.add(member);
        }
      }
    }
    // Stable, and they are in presented order.
    members.sort((left, right) -> compare(left, right, window, shown));
    int place = members.indexOf(cell);
    if (place < 0) {
      return null;
    }
    return window.function().isRank()
        ? (Object) rank(members, place, window, shown)
        : framed(members, place, window, shown);
  }

  private long rank(List<Member> members, int place, Window window, ShownMeasure shown) {
    long rank = 1;
    for (int other = 0; other < place; other++) {
      boolean isBefore = compare(members.get(other), members.get(place), window, shown) != 0;
      boolean isNew = compare(members.get(other), members.get(other + 1), window, shown) != 0;
      rank += (window.function() == Window.Function.RANK ? isBefore : isNew) ? 1 : 0;
    }
    return rank;
  }

  private @Nullable Object framed(
      List<Member> members, int place, Window window, ShownMeasure shown) {
    Number sum = null;
    long count = 0;
    for (int other = 0; other < members.size(); other++) {
      boolean isIn =
          (window.start().isEmpty() || other - place >= window.start().getAsInt())
              && other - place <= window.end().orElse(0);
      Number value = isIn ? number(shown.alias(), members.get(other)) : null;
      if (value != null) {
        sum = sum == null ? value : ReferenceShowAs.add(sum, value);
        count++;
      }
    }
    return sum == null || window.function() == Window.Function.CUMULATIVE
        ? sum
        : (Object) (sum.doubleValue() / count);
  }

  private List<String> group(Window window) {
    if (window.groupBy().isPresent()) {
      return window.groupBy().get();
    }
    List<String> group = new ArrayList<>();
    if (window.function().isFramed()) {
      group.addAll(rowNames);
      group.addAll(columnNames);
      group.removeAll(window.orderBy());
    }
    return group;
  }

  /** The path with the keys of these fields alone. */
  private static List<@Nullable Object> with(
      List<@Nullable Object> path, List<String> names, List<String> kept) {
    List<@Nullable Object> with = new ArrayList<>();
    for (int key = 0; key < path.size(); key++) {
      with.add(kept.contains(names.get(key)) ? path.get(key) : Reference.ROLLED_UP);
    }
    while (!with.isEmpty() && with.get(with.size() - 1) == Reference.ROLLED_UP) {
      with.remove(with.size() - 1);
    }
    return with;
  }

  private boolean isOrdered(Member cell, Window window, ShownMeasure shown) {
    for (String name : window.orderBy()) {
      boolean onRows = rowNames.contains(name);
      if (!onRows && !columnNames.contains(name)) {
        if (reference.own(cell.row(), cell.column(), name) == null) {
          return false;
        }
        continue;
      }
      List<@Nullable Object> path = onRows ? cell.row() : cell.column();
      int place = (onRows ? rowNames : columnNames).indexOf(name);
      if (place >= path.size() || path.get(place) == Reference.ROLLED_UP) {
        return false;
      }
    }
    return !window.orderBy().isEmpty() || number(shown.alias(), cell) != null;
  }

  private int compare(Member left, Member right, Window window, ShownMeasure shown) {
    for (String name : window.orderBy()) {
      int result =
          rowNames.contains(name)
              ? compareKeys(left.row(), right.row(), rowNames.indexOf(name), name)
              : columnNames.contains(name)
                  ? compareKeys(left.column(), right.column(), columnNames.indexOf(name), name)
                  : compareMeasures(left, right, name);
      if (result != 0) {
        return result;
      }
    }
    return window.orderBy().isEmpty() ? compareMeasures(left, right, shown.alias()) : 0;
  }

  private int compareKeys(
      List<@Nullable Object> left, List<@Nullable Object> right, int place, String name) {
    Object first = left.get(place);
    Object second = right.get(place);
    if (first == ReferenceTop.OTHERS || second == ReferenceTop.OTHERS) {
      return Boolean.compare(first == ReferenceTop.OTHERS, second == ReferenceTop.OTHERS);
    }
    for (SortItem item : spec.sort()) {
      if (item.field().equals(name)) {
        int result = Values.compare(first, second, item);
        return result;
      }
    }
    return Values.ascending(first, second);
  }

  private int compareMeasures(Member left, Member right, String alias) {
    return Values.ascending(
        Objects.requireNonNull(reference.own(right.row(), right.column(), alias)),
        Objects.requireNonNull(reference.own(left.row(), left.column(), alias)));
  }

  private @Nullable Number number(String alias, Member cell) {
    return reference.exists(cell.row(), cell.column())
        ? (Number) reference.own(cell.row(), cell.column(), alias)
        : null;
  }
}
