package dev.vane.pivot.answer;

import dev.vane.pivot.HavingCondition;
import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.filter.BoundFilter;
import dev.vane.pivot.filter.Filter;
import dev.vane.pivot.filter.FilterBinder;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.plan.Axis;
import dev.vane.pivot.schema.TableColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Which row paths fulfil the conditions on their totals over the column axis. A path that does not
 * takes what is below it along; a parent of which no leaf is left goes as well.
 */
final class RowFilter {
  private RowFilter() {}

  /**
   * For each row node whether it is kept.
   *
   * @param axis whose sets of keys may skip one; their paths are kept while a leaf of theirs is
   * @param measures by alias
   */
  static boolean[] kept(
      List<HavingCondition> having,
      Axis axis,
      Arrangement arrangement,
      Map<String, CellColumn> measures) {
    AxisTree tree = arrangement.rows();
    boolean[] kept = new boolean[tree.size()];
    Arrays.fill(kept, true);
    if (having.isEmpty()) {
      return kept;
    }
    List<BoundFilter> conditions = bind(having, measures);
    for (int node = 0; node < kept.length; node++) {
      kept[node] = node == AxisTree.ROOT || kept[tree.parent(node)];
      if (tree.skips(node)) {
        kept[node] = false;
        continue;
      }
      for (int index = 0; index < conditions.size() && kept[node]; index++) {
        if (having.get(index).level() == tree.level(node)) {
          CellColumn measure = measures.get(having.get(index).condition().field());
          int cell = arrangement.cell(node, AxisTree.ROOT);
          kept[node] =
              measure != null && CellCondition.matches(conditions.get(index), measure, cell);
        }
      }
    }
    dropEmptyParents(tree, kept);
    SkippingPaths.mark(tree, axis, node -> kept[node], kept);
    if (axis.shown() == 0 && axis.leaf() > 0) {
      // The one row is shown while something below it is.
      kept[AxisTree.ROOT] = IntStream.range(1, kept.length).anyMatch(node -> kept[node]);
    }
    return kept;
  }

  private static void dropEmptyParents(AxisTree tree, boolean[] kept) {
    boolean[] hasLeaf = new boolean[kept.length];
    for (int node = kept.length - 1; node > 0; node--) {
      hasLeaf[node] |= kept[node] && tree.level(node) == tree.keys().size();
      kept[node] &= hasLeaf[node];
      hasLeaf[tree.parent(node)] |= kept[node];
    }
  }

  private static List<BoundFilter> bind(
      List<HavingCondition> having, Map<String, CellColumn> measures) {
    List<Field> fields = new ArrayList<>();
    measures.forEach(
        (alias, column) -> fields.add(new Field(alias, column.type(), column.children())));
    List<Filter> conditions = having.stream().map(one -> (Filter) one.condition()).toList();
    return ((BoundFilter.All)
            new FilterBinder(new TableColumns(new Schema(fields)))
                .bind(conditions, JsonPath.ROOT.key("having")))
        .conditions();
  }
}
