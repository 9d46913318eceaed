package dev.vane.pivot.plan;

import dev.vane.pivot.Totals.Position;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The row or the column axis. Level 0 is the grand total, level k the first k keys present, the
 * number of keys the leaf. Inside a statement the keys have names of their own, a prefix and a
 * number, because names of answers may differ by case alone and engines compare them without it.
 *
 * @param prefix "r" or "c"
 * @param subtotalLevels levels between the grand total and the leaf that are shown
 */
public record Axis(
    String prefix,
    String grouping,
    List<AxisKey> keys,
    SortedSet<Integer> subtotalLevels,
    Position total) {
  static final String ROW_GROUPING = "_row_grouping";
  static final String COLUMN_GROUPING = "_column_grouping";

  /** What the name of a key's flag ends in. */
  static final String FLAG = "_others";

  static Axis rows(List<AxisKey> keys, List<String> subtotals, Position total) {
    return new Axis("r", ROW_GROUPING, keys, levels(keys, subtotals), total);
  }

  static Axis columns(List<AxisKey> keys, List<String> subtotals, Position total) {
    return new Axis("c", COLUMN_GROUPING, keys, levels(keys, subtotals), total);
  }

  private static SortedSet<Integer> levels(List<AxisKey> keys, List<String> subtotals) {
    SortedSet<Integer> levels = new TreeSet<>();
    for (int index = 0; index + 1 < keys.size(); index++) {
      if (subtotals.contains(keys.get(index).name())) {
        levels.add(index + 1);
      }
    }
    return levels;
  }

  public int leaf() {
    return keys.size();
  }

  /** SQL's GROUPING_ID of a level: a bit for each key rolled up, the first key's the highest. */
  int groupingOf(int level) {
    return (int) ((1L << (leaf() - level)) - 1);
  }

  /** Whether the grand total is there beside a leaf of its own. */
  public boolean hasTotal() {
    return leaf() > 0 && total != Position.NONE;
  }

  public boolean totalsFirst() {
    return total == Position.BEFORE;
  }

  /** The levels shown whose paths come from groups of rows: subtotals and the leaf. */
  List<Integer> groupLevels() {
    SortedSet<Integer> levels = new TreeSet<>(subtotalLevels);
    levels.add(leaf());
    return List.copyOf(levels);
  }

  /** All levels shown, the grand total included. */
  public List<Integer> shownLevels() {
    SortedSet<Integer> levels = new TreeSet<>(groupLevels());
    if (hasTotal()) {
      levels.add(0);
    }
    return List.copyOf(levels);
  }

  String key(int index) {
    return prefix + index;
  }

  /** The names of the first keys. */
  List<String> keyNames(int level) {
    return IntStream.range(0, level).mapToObj(this::key).toList();
  }

  List<String> keyNames() {
    return keyNames(leaf());
  }

  /** The flag that tells whether the key's value stands for all members that are not chosen. */
  String flag(int index) {
    return key(index) + FLAG;
  }

  boolean hasTop() {
    return keys.stream().anyMatch(key -> key.top().isPresent());
  }

  /** Whether some key may stand for members that are not chosen. */
  public boolean hasOthers() {
    return keys.stream().anyMatch(AxisKey::hasOthers);
  }

  /** The names of the flags that there are. */
  List<String> flagNames() {
    return IntStream.range(0, leaf())
        .filter(index -> keys.get(index).hasOthers())
        .mapToObj(this::flag)
        .toList();
  }

  /** The names that the first keys are grouped by: keys, and flags where they have them. */
  List<String> groupNames(int level) {
    return IntStream.range(0, level)
        .boxed()
        .flatMap(
            index ->
                keys.get(index).hasOthers()
                    ? Stream.of(key(index), flag(index))
                    : Stream.of(key(index)))
        .toList();
  }

  /** The condition that two relations are at the same path, NULL being a value. */
  String samePath(String left, String right) {
    return left
        + "."
        + grouping
        + " = "
        + right
        + "."
        + grouping
        + groupNames(leaf()).stream()
            .map(
                name -> " AND " + left + "." + name + " IS NOT DISTINCT FROM " + right + "." + name)
            .collect(Collectors.joining());
  }
}
