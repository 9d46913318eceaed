package dev.vane.pivot.plan;

import dev.vane.pivot.Dimension;
import dev.vane.pivot.Top;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys of rows on one axis, after members were chosen; by the contract's definitions. */
final class ReferenceTop {
  /** Stands for all members that are not chosen. */
  static final Object OTHERS = "others, and no text that a table holds".toCharArray();

  private final IdentityHashMap<Map<String, @Nullable Object>, List<@Nullable Object>> paths =
      new IdentityHashMap<>();

  /** A member in its parent, with the value that decides. */
  private record Member(@Nullable Object key, @Nullable Object value) {}

  /**
   * The paths of an axis.
   *
   * @param rows all rows that count
   * @param measure the value of the measure of an alias over rows
   */
  ReferenceTop(
      List<Dimension> axis,
      List<Map<String, @Nullable Object>> rows,
      BiFunction<String, List<Map<String, @Nullable Object>>, @Nullable Object> measure) {
    for (Map<String, @Nullable Object> row : rows) {
      List<@Nullable Object> path = new ArrayList<>();
      axis.forEach(dimension -> path.add(ReferenceKey.of(dimension, row, rows)));
      paths.put(row, path);
    }
    for (int key = 0; key < axis.size(); key++) {
      if (axis.get(key).top().isPresent()) {
        choose(key, axis.get(key).top().get(), rows, measure);
      }
    }
  }

  /** The path of a row; absent for one that is dropped. */
  @Nullable List<@Nullable Object> path(Map<String, @Nullable Object> row) {
    return paths.get(row);
  }

  private void choose(
      int key,
      Top top,
      List<Map<String, @Nullable Object>> rows,
      BiFunction<String, List<Map<String, @Nullable Object>>, @Nullable Object> measure) {
    Map<List<@Nullable Object>, Map<List<@Nullable Object>, List<Map<String, @Nullable Object>>>>
        byParent = new HashMap<>();
    IdentityHashMap<Map<String, @Nullable Object>, List<@Nullable Object>> parents =
        new IdentityHashMap<>();
    for (Map<String, @Nullable Object> row : rows) {
      List<@Nullable Object> path = raw(row, key);
      List<@Nullable Object> parent =
          top.perParent() ? new ArrayList<>(path.subList(0, key)) : List.of();
      if (top.perParent() && !paths.containsKey(row)) {
        continue;
      }
      List<@Nullable Object> member = new ArrayList<>();
      member.add(path.get(key));
      parents.put(row, parent);
      byParent
          .computeIfAbsent(parent, any -> new LinkedHashMap<>())
          .computeIfAbsent(member, any -> new ArrayList<>())
          .add(row);
    }
    Map<List<@Nullable Object>, Set<List<@Nullable Object>>> chosen = new HashMap<>();
    byParent.forEach((parent, members) -> chosen.put(parent, chosen(members, top, measure)));
    for (Map<String, @Nullable Object> row : rows) {
      List<@Nullable Object> path = paths.get(row);
      if (path != null) {
        List<@Nullable Object> member = new ArrayList<>();
        member.add(path.get(key));
        Set<List<@Nullable Object>> kept = chosen.getOrDefault(parents.get(row), Set.of());
        if (!kept.contains(member)) {
          replace(row, path, key, top.others());
        }
      }
    }
  }

  private final IdentityHashMap<Map<String, @Nullable Object>, List<@Nullable Object>> dropped =
      new IdentityHashMap<>();

  private List<@Nullable Object> raw(Map<String, @Nullable Object> row, int key) {
    List<@Nullable Object> path = paths.get(row);
    List<@Nullable Object> found = path == null ? dropped.get(row) : path;
    if (found == null || found.size() <= key) {
      throw new IllegalStateException("Every row has a path");
    }
    return found;
  }

  private void replace(
      Map<String, @Nullable Object> row, List<@Nullable Object> path, int key, boolean others) {
    if (others) {
      path.set(key, OTHERS);
    } else {
      paths.remove(row);
      dropped.put(row, path);
    }
  }

  private static Set<List<@Nullable Object>> chosen(
      Map<List<@Nullable Object>, List<Map<String, @Nullable Object>>> members,
      Top top,
      BiFunction<String, List<Map<String, @Nullable Object>>, @Nullable Object> measure) {
    List<Member> ordered = new ArrayList<>();
    members.forEach(
        (member, rows) -> ordered.add(new Member(member.get(0), measure.apply(top.by(), rows))));
    ordered.sort(
        (left, right) -> {
          int byValue;
          if (left.value() == null || right.value() == null) {
            byValue = Boolean.compare(left.value() == null, right.value() == null);
          } else {
            byValue = Values.ascending(left.value(), right.value());
            byValue = top.descending() ? -byValue : byValue;
          }
          return byValue != 0 ? byValue : Values.ascending(left.key(), right.key());
        });
    return ordered.stream()
        .limit(top.count())
        .map(
            member -> {
              List<@Nullable Object> key = new ArrayList<>();
              key.add(member.key());
              return key;
            })
        .collect(Collectors.toSet());
  }
}
