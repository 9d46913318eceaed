package dev.vane.pivot.plan;

import dev.vane.pivot.Totals.Position;
import java.util.List;
import java.util.Set;
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
 * @param shown how many keys are presented; those after them are there for conditions alone
 * @param subtotalLevels levels between the grand total and the leaf that are shown
 * @param groupings sets of keys that are shown although a key before one of them is rolled up, a
 *     bit for each key, the first key's the lowest
 */
public record Axis(
    String prefix,
    String grouping,
    List<AxisKey> keys,
    int shown,
    SortedSet<Integer> subtotalLevels,
    Position total,
    List<Long> groupings) {
  static final String ROW_GROUPING = "_row_grouping";
  static final String COLUMN_GROUPING = "_column_grouping";

  /** What the name of a key's flag ends in. */
  static final String FLAG = "_others";

  static Axis rows(List<AxisKey> keys, List<String> subtotals, Position total) {
    return new Axis(
        "r", ROW_GROUPING, keys, keys.size(), levels(keys, subtotals), total, List.of());
  }

  static Axis columns(List<AxisKey> keys, List<String> subtotals, Position total) {
    return new Axis(
        "c", COLUMN_GROUPING, keys, keys.size(), levels(keys, subtotals), total, List.of());
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

  /** The same axis with these sets of keys beside the subtotals. */
  public Axis withGroupings(List<List<String>> sets) {
    List<String> names = keys.stream().map(AxisKey::name).toList();
    List<Long> masks =
        sets.stream()
            .map(set -> set.stream().mapToLong(name -> 1L << names.indexOf(name)).sum())
            .toList();
    return new Axis(prefix, grouping, keys, shown, subtotalLevels, total, masks);
  }

  /** The same axis with further keys below its own that are not presented. */
  Axis withBelow(List<AxisKey> below) {
    List<AxisKey> all = Stream.concat(keys.stream(), below.stream()).toList();
    return new Axis(prefix, grouping, all, shown, subtotalLevels, total, groupings);
  }

  /** The same axis, whose values may each stand for others beyond a limit. */
  Axis withOthers(boolean limited) {
    List<AxisKey> marked = keys.stream().map(key -> key.withLimit(limited)).toList();
    return new Axis(prefix, grouping, marked, shown, subtotalLevels, total, groupings);
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
    return shown > 0 && total != Position.NONE;
  }

  public boolean totalsFirst() {
    return total == Position.BEFORE;
  }

  /** The levels shown whose paths come from groups of rows: subtotals and the leaf. */
  List<Integer> groupLevels() {
    SortedSet<Integer> levels = new TreeSet<>(subtotalLevels);
    levels.add(shown);
    return List.copyOf(levels);
  }

  /**
   * All sets of keys shown, a bit for each key: the leaf, subtotals, the grand total, groupings.
   */
  public Set<Long> shownSets() {
    Set<Long> sets = new TreeSet<>(groupings);
    groupLevels().forEach(level -> sets.add(LevelPair.first(level)));
    if (hasTotal()) {
      sets.add(0L);
    }
    return sets;
  }

  /** The shown sets that skip a key, and the sets of their first keys that do. */
  Set<Long> skippingSets() {
    Set<Long> sets = new TreeSet<>();
    for (long grouping : groupings) {
      for (long set = grouping; set != 0; set = LevelPair.parent(set)) {
        sets.add(set);
      }
    }
    return sets;
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

  /** The names that a set of keys is grouped by: keys, and flags where they have them. */
  List<String> groupNames(long set) {
    return IntStream.range(0, leaf())
        .filter(index -> (set >> index & 1) == 1)
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
        + groupNames(LevelPair.first(leaf())).stream()
            .map(
                name -> " AND " + left + "." + name + " IS NOT DISTINCT FROM " + right + "." + name)
            .collect(Collectors.joining());
  }
}
