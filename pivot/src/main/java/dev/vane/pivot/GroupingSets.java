package dev.vane.pivot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vane.pivot.json.JsonObject;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.Shapes;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The sets of an axis' fields that have totals, beside its leaf, by what they are: the grand total,
 * subtotals, and sets that skip a field.
 *
 * @param grandTotal whether the empty set is among them
 * @param subtotals the last field of each set of the first fields
 * @param skipping the other sets, each in the axis' order
 */
record GroupingSets(boolean grandTotal, List<String> subtotals, List<List<String>> skipping) {
  /** A cube doubles with each field; this is one of 12. */
  static final int MAX_SETS = 4096;

  private static final ErrorCode CODE = ErrorCode.PIVOT_INVALID;
  private static final List<String> WORDS = List.of("rollup", "cube");

  static final GroupingSets NONE = new GroupingSets(false, List.of(), List.of());

  /** Reads {@code "rollup"}, {@code "cube"} or a list of lists of fields. */
  static GroupingSets parse(JsonNode node, JsonPath path, List<Dimension> axis, String what) {
    if (node.isTextual()) {
      return of(node.textValue(), path, axis);
    }
    if (!node.isArray()) {
      throw path.problem(
          CODE,
          "must be 'rollup', 'cube' or a list of lists of fields, not " + Shapes.describe(node));
    }
    SortedSet<Long> sets = new TreeSet<>();
    for (int index = 0; index < node.size(); index++) {
      sets.add(set(node.get(index), path.index(index), axis, what));
    }
    return of(sets, axis);
  }

  /** The sets of {@code rollup} or {@code cube}. */
  static GroupingSets of(String word, JsonPath path, List<Dimension> axis) {
    return of(word(word, path, axis.size()), axis);
  }

  private static SortedSet<Long> word(String word, JsonPath path, int fields) {
    SortedSet<Long> sets = new TreeSet<>();
    if (word.equals("rollup")) {
      for (int level = 0; level < fields; level++) {
        sets.add(first(level));
      }
      return sets;
    }
    if (!word.equals("cube")) {
      throw path.problem(
          CODE, "is '" + word + "', which is no kind of grouping." + Suggestions.hint(word, WORDS));
    }
    if (1L << fields > MAX_SETS) {
      throw path.problem(
          CODE,
          "is a cube of %d fields, which has %d sets; at most %d are computed, so list those that are needed"
              .formatted(fields, 1L << fields, MAX_SETS));
    }
    for (long set = 0; set < 1L << fields; set++) {
      sets.add(set);
    }
    return sets;
  }

  private static long set(JsonNode node, JsonPath path, List<Dimension> axis, String what) {
    if (!node.isArray()) {
      throw path.problem(CODE, "must be a list of fields, not " + Shapes.describe(node));
    }
    List<String> names = axis.stream().map(Dimension::name).toList();
    long set = 0;
    for (int index = 0; index < node.size(); index++) {
      JsonPath element = path.index(index);
      String name = JsonObject.text(node.get(index), element, CODE);
      set |= 1L << names.indexOf(AxisNames.require(axis, name, element, what));
    }
    return set;
  }

  private static GroupingSets of(SortedSet<Long> sets, List<Dimension> axis) {
    List<String> subtotals = new ArrayList<>();
    List<List<String>> skipping = new ArrayList<>();
    for (long set : sets) {
      int fields = Long.bitCount(set);
      if (set != first(fields)) {
        List<String> names = new ArrayList<>();
        for (int index = 0; index < axis.size(); index++) {
          if ((set >> index & 1) == 1) {
            names.add(axis.get(index).name());
          }
        }
        skipping.add(names);
      } else if (fields > 0 && fields < axis.size()) {
        subtotals.add(axis.get(fields - 1).name());
      }
    }
    return new GroupingSets(sets.contains(0L), subtotals, skipping);
  }

  private static long first(int fields) {
    return (1L << fields) - 1;
  }
}
