package dev.vane.pivot.answer;

import dev.vane.pivot.ColumnChoice;
import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.AxisTree;
import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.json.JsonPath;
import dev.vane.pivot.json.StrictJson;
import dev.vane.pivot.plan.Axis;
import dev.vane.pivot.plan.KeyOrder;
import dev.vane.pivot.plan.PivotQuestion;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The column axis in order, with the leaf paths that the question's choice keeps. */
final class ColumnOrder {
  private final PivotQuestion question;
  private final Arrangement arrangement;
  private final Map<String, CellColumn> measures;
  private final AxisTree tree;

  /**
   * Orders the columns of a question.
   *
   * @param measures by alias, in the order of the question's shown measures
   */
  ColumnOrder(PivotQuestion question, Arrangement arrangement, Map<String, CellColumn> measures) {
    this.question = question;
    this.arrangement = arrangement;
    this.measures = measures;
    this.tree = arrangement.columns();
  }

  AxisOrder order() {
    List<IndexOrder> siblings = Siblings.columns(question, arrangement);
    IndexOrder byMeasure = byMeasure();
    if (question.shape().columnMeasure().isPresent()) {
      siblings = siblings.stream().map(order -> Siblings.chain(List.of(byMeasure, order))).toList();
    }
    boolean[] all = new boolean[tree.size()];
    Arrays.fill(all, true);
    AxisOrder whole = new AxisOrder(tree, all, siblings);
    return question.spec().columnChoice().cuts()
        ? new AxisOrder(tree, kept(whole, byMeasure), siblings)
        : whole;
  }

  /** By the measure that orders the columns, in its totals over the row axis. */
  private IndexOrder byMeasure() {
    if (question.shape().columnMeasure().isEmpty()) {
      return (left, right) -> 0;
    }
    CellColumn measure = List.copyOf(measures.values()).get(question.shape().columnMeasure().get());
    return SiblingOrder.byMeasure(
        tree,
        node -> arrangement.cell(AxisTree.ROOT, node),
        measure,
        new KeyOrder(true, false, List.of()));
  }

  private boolean[] kept(AxisOrder whole, IndexOrder byMeasure) {
    ColumnChoice choice = question.spec().columnChoice();
    Axis axis = question.columns();
    AxisWalk walk =
        new AxisWalk(axis.withGroupings(List.of()), whole, ShownPaths.ALL, Long.MAX_VALUE);
    List<Integer> leaves = new ArrayList<>();
    for (int node : walk.nodes()) {
      if (tree.level(node) == axis.shown()) {
        leaves.add(node);
      }
    }
    leaves.sort(
        Comparator.<Integer, Boolean>comparing(tree::hasOthers).thenComparing(byMeasure::compare));
    int from = choice.cursor().map(cursor -> after(cursor, leaves)).orElse(0);
    long to = Math.min(leaves.size(), from + choice.top().orElse(leaves.size()));
    boolean[] kept = new boolean[tree.size()];
    kept[AxisTree.ROOT] = true;
    for (int leaf : leaves.subList(from, (int) to)) {
      for (int node = leaf; node != AxisTree.ROOT; node = tree.parent(node)) {
        kept[node] = true;
      }
    }
    SkippingPaths.mark(tree, axis, node -> kept[node], kept);
    return kept;
  }

  /** The place after the leaf path of this name. */
  private int after(String cursor, List<Integer> leaves) {
    TreePaths paths = new TreePaths(tree);
    String nullLabel = question.spec().columnChoice().nullLabel();
    for (int place = 0; place < leaves.size(); place++) {
      ColumnPath path = paths.columnPath(leaves.get(place));
      if (cursor.equals(StrictJson.write(path.toJson())) || cursor.equals(path.text(nullLabel))) {
        return place + 1;
      }
    }
    throw JsonPath.ROOT
        .key("pivot_config")
        .key("column_cursor")
        .problem(
            ErrorCode.PIVOT_INVALID,
            "is %s, which is no column path of the answer; send the vane.column_path of the last column that is there"
                .formatted(Names.quoted(cursor)));
  }
}
