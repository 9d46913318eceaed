package dev.vane.pivot.plan;

import dev.vane.pivot.ColumnChoice;
import dev.vane.pivot.ColumnLimit;
import dev.vane.pivot.Dimension;
import dev.vane.pivot.DrillPath;
import dev.vane.pivot.HavingCondition;
import dev.vane.pivot.Measure;
import dev.vane.pivot.MeasureOptions;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.ShownMeasure;
import dev.vane.pivot.SortItem;
import dev.vane.pivot.Totals.Position;
import dev.vane.pivot.expression.Expression;
import dev.vane.pivot.json.Literal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contract's definitions, followed word by word over rows in memory: slow, obvious, and without
 * any of the ideas of the planner. Extend it with the question format; the property test holds the
 * planner to it.
 */
final class Reference {
  /** Stands in a path for a key that is rolled up while a later one is not. */
  static final Object ROLLED_UP = "all, and no text that a table holds".toCharArray();

  private final PivotSpec spec;
  private final List<Map<String, @Nullable Object>> whole;
  private List<Map<String, @Nullable Object>> rows;
  private boolean visibleOnly;
  private @Nullable Set<List<@Nullable Object>> keptColumns;
  private @Nullable Set<List<@Nullable Object>> chosenColumns;
  private final ReferenceTop rowTop;
  private final ReferenceTop columnTop;

  /** A row path with a column path and the measures' values. */
  record Cell(
      List<@Nullable Object> row, List<@Nullable Object> column, List<@Nullable Object> values) {}

  Reference(PivotSpec spec, List<Map<String, @Nullable Object>> table) {
    this.spec = spec;
    List<Map<String, @Nullable Object>> counted =
        table.stream()
            .filter(row -> ReferenceFilter.all(spec.filters(), row))
            .filter(row -> spec.measures().stream().noneMatch(measure -> excludes(measure, row)))
            .toList();
    rowTop =
        new ReferenceTop(spec.allRows(), counted, (alias, group) -> value(named(alias), group));
    columnTop =
        new ReferenceTop(spec.columns(), counted, (alias, group) -> value(named(alias), group));
    whole =
        counted.stream()
            .filter(row -> rowTop.path(row) != null && columnTop.path(row) != null)
            .toList();
    rows = whole;
    if (spec.visibleTotals()) {
      rows = whole.stream().filter(row -> isVisible(fullPath(row))).toList();
      visibleOnly = true;
    }
    limitColumns();
    chooseColumns();
  }

  /** The most leading leaf paths that fit with the others and all totals. */
  private void limitColumns() {
    Optional<ColumnLimit> limit =
        spec.presentation().columnLimit().filter(ColumnLimit::makesOthers);
    if (limit.isEmpty() || spec.columns().isEmpty()) {
      return;
    }
    long most = limit.get().fields() / spec.shown().size();
    List<List<@Nullable Object>> leaves = leafColumns();
    boolean members =
        !spec.totals().columnSubtotals().isEmpty()
            || spec.shown().stream().anyMatch(shown -> shown.showAs().isPresent())
            || spec.sort().stream().anyMatch(item -> !item.column().isEmpty());
    int kept = leaves.size();
    while (kept > 0 && columnPaths().size() > most) {
      kept--;
      while (members
          && kept > 0
          && Objects.equals(leaves.get(kept - 1).get(0), leaves.get(kept).get(0))) {
        kept--;
      }
      keptColumns = new HashSet<>(leaves.subList(0, kept));
    }
  }

  private List<List<@Nullable Object>> leafColumns() {
    return columnPaths().stream()
        .filter(path -> path.size() == spec.columns().size() && !path.contains(ROLLED_UP))
        .toList();
  }

  private void chooseColumns() {
    ColumnChoice choice = spec.columnChoice();
    if (choice.top().isEmpty()) {
      return;
    }
    List<List<@Nullable Object>> leaves = new ArrayList<>(leafColumns());
    leaves.sort(
        Comparator.<List<@Nullable Object>, Boolean>comparing(
                path -> path.contains(ReferenceTop.OTHERS))
            .thenComparing(this::compareByMeasure));
    chosenColumns =
        new HashSet<>(leaves.subList(0, (int) Math.min(leaves.size(), choice.top().getAsLong())));
  }

  private int compareByMeasure(List<@Nullable Object> left, List<@Nullable Object> right) {
    Optional<String> alias = spec.columnChoice().orderBy();
    if (alias.isEmpty()) {
      return 0;
    }
    Object first = measureAt(List.of(), left, alias.get());
    Object second = measureAt(List.of(), right, alias.get());
    return first == null || second == null
        ? Boolean.compare(first == null, second == null)
        : Values.ascending(second, first);
  }

  private static boolean excludes(Measure measure, Map<String, @Nullable Object> row) {
    return measure.options().nullHandling() == MeasureOptions.NullHandling.EXCLUDE_ROWS
        && row.get(measure.field().orElseThrow()) == null;
  }

  /** The presented row paths: a leaf has all keys, a total fewer. */
  List<List<@Nullable Object>> rowPaths() {
    List<List<@Nullable Object>> presented = new ArrayList<>();
    present(List.of(), spec.rows(), rowTotals(), this::compareRows, presented);
    if (spec.rows().isEmpty() && !isLeft() && spec.totals().rows() == Position.NONE) {
      return List.of();
    }
    List<List<@Nullable Object>> kept =
        presented.stream()
            .filter(path -> path.size() == spec.rows().size() || !isExpanded(path))
            .filter(path -> !path.contains(ROLLED_UP))
            .limit(spec.limit().orElse(Long.MAX_VALUE))
            .toList();
    return presented.stream().filter(path -> isKept(path, kept)).toList();
  }

  /** Whether the one row of a question without rows is left. */
  private boolean isLeft() {
    return spec.below().isEmpty()
        ? isVisible(List.of())
        : visibleOnly || rows.stream().anyMatch(row -> isVisible(fullPath(row)));
  }

  private boolean isExpanded(List<@Nullable Object> path) {
    if (!spec.drillPaths().isEmpty()) {
      return path.isEmpty()
          || drilled().entrySet().stream()
              .anyMatch(
                  drill ->
                      (path.size() < drill.getKey().size() && startsWith(drill.getKey(), path))
                          || (startsWith(path, drill.getKey()) && path.size() <= drill.getValue()));
    }
    return spec.expanded().isEmpty()
        || path.size() < spec.expanded().get().depth()
        || spec.expanded().get().paths().stream().anyMatch(keys -> isPath(keys, path));
  }

  /** The paths drilled into that a visible row has, and down to which level each is expanded. */
  private Map<List<@Nullable Object>, Integer> drilled() {
    Map<List<@Nullable Object>, Integer> drilled = new HashMap<>();
    for (DrillPath path : spec.drillPaths()) {
      List<@Nullable Object> keys = Values.keys(path.keys(), spec.rows(), rows);
      if (rows.stream()
          .anyMatch(row -> isVisible(fullPath(row)) && startsWith(fullPath(row), keys))) {
        drilled.merge(keys, path.level(), Math::max);
      }
    }
    return drilled;
  }

  private boolean isDrilled(List<@Nullable Object> path) {
    return spec.drillPaths().isEmpty()
        || drilled().keySet().stream()
            .anyMatch(keys -> startsWith(keys, path) || startsWith(path, keys));
  }

  private static boolean startsWith(List<@Nullable Object> path, List<@Nullable Object> beginning) {
    return path.size() >= beginning.size() && path.subList(0, beginning.size()).equals(beginning);
  }

  private boolean isPath(List<Literal> keys, List<@Nullable Object> path) {
    return Values.keys(keys, spec.rows(), rows).equals(path);
  }

  /** Whether a total that may skip keys is one of a leaf. */
  private static boolean isOf(List<@Nullable Object> total, List<@Nullable Object> leaf) {
    for (int key = 0; key < total.size(); key++) {
      if (total.get(key) != ROLLED_UP && !Objects.equals(total.get(key), leaf.get(key))) {
        return false;
      }
    }
    return true;
  }

  /** A leaf within the limit, a parent of one, or the grand total. */
  private boolean isKept(List<@Nullable Object> path, List<List<@Nullable Object>> leaves) {
    if (path.contains(ROLLED_UP)) {
      // A row that is not expanded stands for what is below it.
      return rows.stream()
          .filter(row -> isVisible(fullPath(row)) && isOf(path, path(row, spec.rows())))
          .anyMatch(
              row -> leaves.stream().anyMatch(leaf -> startsWith(path(row, spec.rows()), leaf)));
    }
    if (path.size() == spec.rows().size() || !isExpanded(path)) {
      return leaves.contains(path) || (path.isEmpty() && spec.totals().rows() != Position.NONE);
    }
    return path.isEmpty() || leaves.stream().anyMatch(leaf -> startsWith(leaf, path));
  }

  /** The presented column paths. */
  List<List<@Nullable Object>> columnPaths() {
    List<List<@Nullable Object>> presented = new ArrayList<>();
    present(List.of(), spec.columns(), columnTotals(), this::compareColumns, presented);
    return presented;
  }

  /** The long answer. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (List<@Nullable Object> row : rowPaths()) {
      for (List<@Nullable Object> column : columnPaths()) {
        if (exists(row, column)) {
          cells.add(new Cell(row, column, values(row, column)));
        }
      }
    }
    return cells;
  }

  /** Base rows exist, or it is the grand total of both axes, which exists over no rows too. */
  boolean exists(List<@Nullable Object> row, List<@Nullable Object> column) {
    return (row.isEmpty() && column.isEmpty()) || !members(row, column).isEmpty();
  }

  List<@Nullable Object> values(List<@Nullable Object> row, List<@Nullable Object> column) {
    List<@Nullable Object> values = new ArrayList<>();
    ReferenceShowAs relations = new ReferenceShowAs(spec, this);
    for (ShownMeasure shown : spec.shown()) {
      values.add(
          shown.showAs().isPresent()
              ? relations.value(shown, row, column)
              : own(row, column, shown.alias()));
    }
    return values;
  }

  /** A measure's own value, whatever it is shown as. */
  @Nullable Object own(List<@Nullable Object> row, List<@Nullable Object> column, String alias) {
    for (ShownMeasure shown : spec.shown()) {
      if (shown.alias().equals(alias) && shown.calculation().isPresent()) {
        return calculate(shown.calculation().get(), row, column);
      }
    }
    for (Measure measure : spec.measures()) {
      if (measure.alias().equals(alias)) {
        return value(measure, members(row, column));
      }
    }
    throw new IllegalArgumentException(alias);
  }

  private @Nullable Double calculate(
      Expression expression, List<@Nullable Object> row, List<@Nullable Object> column) {
    if (expression instanceof Expression.Constant constant) {
      return constant.value().doubleValue();
    }
    if (expression instanceof Expression.Reference reference) {
      Object value = own(row, column, reference.alias());
      return value == null ? null : ((Number) value).doubleValue();
    }
    if (expression instanceof Expression.Negation negation) {
      Double operand = calculate(negation.operand(), row, column);
      return operand == null ? null : -operand;
    }
    Expression.Operation operation = (Expression.Operation) expression;
    Double left = calculate(operation.left(), row, column);
    Double right = calculate(operation.right(), row, column);
    if (left == null || right == null) {
      return null;
    }
    return switch (operation.operator()) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> right == 0 ? null : left / right;
    };
  }

  /** The presented siblings of a path that has a key at the last place, in order. */
  List<@Nullable Object> siblings(List<@Nullable Object> path, boolean onRows) {
    List<@Nullable Object> parent = path.subList(0, path.size() - 1);
    List<@Nullable Object> keys = new ArrayList<>();
    children(parent, onRows ? spec.rows() : spec.columns()).stream()
        .sorted(onRows ? this::compareRows : this::compareColumns)
        .forEach(child -> keys.add(child.get(child.size() - 1)));
    return keys;
  }

  /** The totals of an axis: where, of which levels, and of which sets that skip a key. */
  private record Totals(Position position, Set<Integer> levels, List<List<String>> skipping) {}

  private Totals rowTotals() {
    return totals(
        spec.rows(), spec.totals().rows(), spec.totals().subtotals(), spec.totals().groupings());
  }

  private Totals columnTotals() {
    return totals(
        spec.columns(),
        spec.totals().columns(),
        spec.totals().columnSubtotals(),
        spec.totals().columnGroupings());
  }

  private static Totals totals(
      List<Dimension> axis,
      Position position,
      List<String> subtotals,
      List<List<String>> skipping) {
    Set<Integer> levels = new HashSet<>();
    if (position != Position.NONE) {
      levels.add(0);
    }
    for (int index = 0; index < axis.size(); index++) {
      if (subtotals.contains(axis.get(index).name())) {
        levels.add(index + 1);
      }
    }
    return new Totals(position, levels, skipping);
  }

  private void present(
      List<@Nullable Object> parent,
      List<Dimension> axis,
      Totals totals,
      Comparator<List<@Nullable Object>> order,
      List<List<@Nullable Object>> presented) {
    List<String> names = axis.stream().map(Dimension::name).toList();
    boolean skips = parent.contains(ROLLED_UP);
    if (parent.size() == axis.size()) {
      if (!skips || totals.skipping().contains(present(parent, names))) {
        presented.add(parent);
      }
      return;
    }
    if (axis == spec.rows() && !skips && !isExpanded(parent)) {
      presented.add(parent);
      return;
    }
    boolean shown =
        skips
            ? parent.get(parent.size() - 1) != ROLLED_UP
                && totals.skipping().contains(present(parent, names))
            : totals.levels().contains(parent.size());
    List<@Nullable Object> rolledUp = new ArrayList<>(parent);
    rolledUp.add(ROLLED_UP);
    // One key of some set comes later, and those before are the parent's.
    boolean goesOn =
        totals.skipping().stream()
                .anyMatch(
                    set ->
                        !set.contains(names.get(parent.size()))
                            && names.indexOf(set.get(set.size() - 1)) > parent.size()
                            && set.stream()
                                .filter(name -> names.indexOf(name) < parent.size())
                                .toList()
                                .equals(present(parent, names)))
            && !children(parent, axis).isEmpty();
    if (shown && totals.position() == Position.BEFORE) {
      presented.add(parent);
    }
    if (goesOn && totals.position() == Position.BEFORE) {
      present(rolledUp, axis, totals, order, presented);
    }
    children(parent, axis).stream()
        .filter(child -> axis != spec.rows() || child.contains(ROLLED_UP) || isDrilled(child))
        .sorted(order)
        .forEach(child -> present(child, axis, totals, order, presented));
    if (goesOn && totals.position() != Position.BEFORE) {
      present(rolledUp, axis, totals, order, presented);
    }
    if (shown && totals.position() != Position.BEFORE) {
      presented.add(parent);
    }
  }

  private static List<String> present(List<@Nullable Object> path, List<String> names) {
    List<String> present = new ArrayList<>();
    for (int key = 0; key < path.size(); key++) {
      if (path.get(key) != ROLLED_UP) {
        present.add(names.get(key));
      }
    }
    return present;
  }

  private Set<List<@Nullable Object>> children(
      List<@Nullable Object> parent, List<Dimension> axis) {
    Set<List<@Nullable Object>> children = new LinkedHashSet<>();
    for (Map<String, @Nullable Object> row : axis == spec.rows() ? rows : whole) {
      List<@Nullable Object> path = path(row, axis);
      boolean isShown =
          axis == spec.rows()
              ? isVisible(fullPath(row))
              : chosenColumns == null || chosenColumns.contains(path);
      if (isOf(parent, path) && isShown) {
        List<@Nullable Object> child = new ArrayList<>(parent);
        child.add(path.get(parent.size()));
        children.add(child);
      }
    }
    return children;
  }

  private List<@Nullable Object> path(Map<String, @Nullable Object> row, List<Dimension> axis) {
    if (axis == spec.rows()) {
      return fullPath(row).subList(0, axis.size());
    }
    List<@Nullable Object> path = Objects.requireNonNull(columnTop.path(row));
    return keptColumns == null || keptColumns.contains(path)
        ? path
        : Collections.nCopies(path.size(), ReferenceTop.OTHERS);
  }

  /** Of the row axis, with the keys below those that are presented. */
  private List<@Nullable Object> fullPath(Map<String, @Nullable Object> row) {
    return Objects.requireNonNull(rowTop.path(row));
  }

  /** All paths of an axis in which the same keys are rolled up, in presented order. */
  List<List<@Nullable Object>> alike(List<@Nullable Object> path, boolean onRows) {
    List<Dimension> axis = onRows ? spec.rows() : spec.columns();
    List<List<@Nullable Object>> alike = new ArrayList<>(List.of(List.of()));
    for (Object key : path) {
      List<List<@Nullable Object>> longer = new ArrayList<>();
      for (List<@Nullable Object> parent : alike) {
        if (key == ROLLED_UP) {
          List<@Nullable Object> child = new ArrayList<>(parent);
          child.add(ROLLED_UP);
          longer.add(child);
        } else {
          children(parent, axis).stream()
              .sorted(onRows ? this::compareRows : this::compareColumns)
              .forEach(longer::add);
        }
      }
      alike = longer;
    }
    return alike;
  }

  /** Whether a leaf row path and all above it fulfil their conditions. */
  private boolean isVisible(List<@Nullable Object> leaf) {
    if (visibleOnly) {
      return true;
    }
    for (HavingCondition having : spec.having()) {
      List<@Nullable Object> path = leaf.subList(0, having.level());
      Map<String, @Nullable Object> total = new HashMap<>();
      String alias = having.condition().field();
      total.put(alias, exists(path, List.of()) ? own(path, List.of(), alias) : null);
      if (!ReferenceFilter.all(List.of(having.condition()), total)) {
        return false;
      }
    }
    return true;
  }

  /** Two siblings of the row axis. */
  private int compareRows(List<@Nullable Object> left, List<@Nullable Object> right) {
    int last = left.size() - 1;
    if (left.get(last) == ReferenceTop.OTHERS || right.get(last) == ReferenceTop.OTHERS) {
      return Boolean.compare(
          left.get(last) == ReferenceTop.OTHERS, right.get(last) == ReferenceTop.OTHERS);
    }
    for (SortItem item : spec.sort()) {
      boolean isMeasure =
          spec.shown().stream().map(ShownMeasure::alias).anyMatch(item.field()::equals);
      int result = 0;
      if (isMeasure) {
        List<@Nullable Object> column = Values.keys(item.column(), spec.columns(), rows);
        result =
            Values.compare(
                measureAt(left, column, item.field()),
                measureAt(right, column, item.field()),
                item);
      } else if (spec.rows().get(last).name().equals(item.field())) {
        result = Values.compare(left.get(last), right.get(last), item);
      }
      if (result != 0) {
        return result;
      }
    }
    return Values.ascending(left.get(last), right.get(last));
  }

  private @Nullable Object measureAt(
      List<@Nullable Object> row, List<@Nullable Object> column, String alias) {
    return members(row, column).isEmpty() ? null : own(row, column, alias);
  }

  private int compareColumns(List<@Nullable Object> left, List<@Nullable Object> right) {
    int last = left.size() - 1;
    if (left.get(last) == ReferenceTop.OTHERS || right.get(last) == ReferenceTop.OTHERS) {
      return Boolean.compare(
          left.get(last) == ReferenceTop.OTHERS, right.get(last) == ReferenceTop.OTHERS);
    }
    int byMeasure = compareByMeasure(left, right);
    if (byMeasure != 0) {
      return byMeasure;
    }
    for (SortItem item : spec.sort()) {
      if (spec.columns().get(last).name().equals(item.field())) {
        return Values.compare(left.get(last), right.get(last), item);
      }
    }
    return Values.ascending(left.get(last), right.get(last));
  }

  private List<Map<String, @Nullable Object>> members(
      List<@Nullable Object> row, List<@Nullable Object> column) {
    return rows.stream()
        .filter(member -> at(member, row, spec.rows()) && at(member, column, spec.columns()))
        .toList();
  }

  private boolean at(
      Map<String, @Nullable Object> member, List<@Nullable Object> path, List<Dimension> axis) {
    return isOf(path, axis == spec.rows() ? fullPath(member) : path(member, axis));
  }

  private @Nullable Object value(Measure measure, List<Map<String, @Nullable Object>> members) {
    return measure.options().ratio().isPresent()
        ? ratio(measure.options().ratio().get(), members)
        : new ReferenceMeasure(measure).value(members);
  }

  private @Nullable Object ratio(
      MeasureOptions.Ratio ratio, List<Map<String, @Nullable Object>> members) {
    Object numerator = value(named(ratio.numerator()), members);
    Object denominator = value(named(ratio.denominator()), members);
    if (denominator != null && ((Number) denominator).doubleValue() == 0) {
      return ratio.nullValue().map(value -> (Object) value.doubleValue()).orElse(null);
    }
    return numerator == null || denominator == null
        ? null
        : (Object) (((Number) numerator).doubleValue() / ((Number) denominator).doubleValue());
  }

  private Measure named(String alias) {
    return spec.measures().stream()
        .filter(measure -> measure.alias().equals(alias))
        .findFirst()
        .orElseThrow();
  }
}
