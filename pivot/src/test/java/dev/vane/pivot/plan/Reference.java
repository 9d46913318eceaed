package dev.vane.pivot.plan;

import dev.vane.pivot.Dimension;
import dev.vane.pivot.HavingCondition;
import dev.vane.pivot.Measure;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.ShownMeasure;
import dev.vane.pivot.SortItem;
import dev.vane.pivot.Totals.Position;
import dev.vane.pivot.expression.Expression;
import dev.vane.pivot.json.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contract's definitions, followed word by word over rows in memory: slow, obvious, and without
 * any of the ideas of the planner. Extend it with the question format; the property test holds the
 * planner to it.
 */
final class Reference {
  private final PivotSpec spec;
  private final List<Map<String, @Nullable Object>> rows;

  /** A row path with a column path and the measures' values. */
  record Cell(
      List<@Nullable Object> row, List<@Nullable Object> column, List<@Nullable Object> values) {}

  Reference(PivotSpec spec, List<Map<String, @Nullable Object>> table) {
    this.spec = spec;
    this.rows = table.stream().filter(row -> ReferenceFilter.all(spec.filters(), row)).toList();
  }

  /** The presented row paths: a leaf has all keys, a total fewer. */
  List<List<@Nullable Object>> rowPaths() {
    List<List<@Nullable Object>> presented = new ArrayList<>();
    present(List.of(), spec.rows(), rowTotals(), this::compareRows, presented);
    if (spec.rows().isEmpty() && !isVisible(List.of()) && spec.totals().rows() == Position.NONE) {
      return List.of();
    }
    if (spec.limit().isEmpty()) {
      return presented;
    }
    List<List<@Nullable Object>> kept =
        presented.stream()
            .filter(path -> path.size() == spec.rows().size() || !isExpanded(path))
            .limit(spec.limit().getAsLong())
            .toList();
    return presented.stream().filter(path -> isKept(path, kept)).toList();
  }

  private boolean isExpanded(List<@Nullable Object> path) {
    return spec.expanded().isEmpty()
        || path.size() < spec.expanded().get().depth()
        || spec.expanded().get().paths().stream().anyMatch(keys -> isPath(keys, path));
  }

  private boolean isPath(List<Literal> keys, List<@Nullable Object> path) {
    return Values.keys(keys, spec.rows().stream().map(Dimension::field).toList(), rows)
        .equals(path);
  }

  /** A leaf within the limit, a parent of one, or the grand total. */
  private boolean isKept(List<@Nullable Object> path, List<List<@Nullable Object>> leaves) {
    if (path.size() == spec.rows().size() || !isExpanded(path)) {
      return leaves.contains(path) || (path.isEmpty() && spec.totals().rows() != Position.NONE);
    }
    return path.isEmpty()
        || leaves.stream().anyMatch(leaf -> leaf.subList(0, path.size()).equals(path));
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

  /** The totals of an axis: where, and of which levels. */
  private record Totals(Position position, Set<Integer> levels) {}

  private Totals rowTotals() {
    return totals(spec.rows(), spec.totals().rows(), spec.totals().subtotals());
  }

  private Totals columnTotals() {
    return totals(spec.columns(), spec.totals().columns(), spec.totals().columnSubtotals());
  }

  private static Totals totals(List<Dimension> axis, Position position, List<String> subtotals) {
    Set<Integer> levels = new HashSet<>();
    if (position != Position.NONE) {
      levels.add(0);
    }
    for (int index = 0; index < axis.size(); index++) {
      if (subtotals.contains(axis.get(index).name())) {
        levels.add(index + 1);
      }
    }
    return new Totals(position, levels);
  }

  private void present(
      List<@Nullable Object> parent,
      List<Dimension> axis,
      Totals totals,
      Comparator<List<@Nullable Object>> order,
      List<List<@Nullable Object>> presented) {
    if (parent.size() == axis.size()) {
      presented.add(parent);
      return;
    }
    if (axis == spec.rows() && !isExpanded(parent)) {
      presented.add(parent);
      return;
    }
    boolean shown = totals.levels().contains(parent.size());
    if (shown && totals.position() == Position.BEFORE) {
      presented.add(parent);
    }
    children(parent, axis).stream()
        .sorted(order)
        .forEach(child -> present(child, axis, totals, order, presented));
    if (shown && totals.position() != Position.BEFORE) {
      presented.add(parent);
    }
  }

  private Set<List<@Nullable Object>> children(
      List<@Nullable Object> parent, List<Dimension> axis) {
    Set<List<@Nullable Object>> children = new LinkedHashSet<>();
    for (Map<String, @Nullable Object> row : rows) {
      List<@Nullable Object> path = path(row, axis);
      if (path.subList(0, parent.size()).equals(parent)
          && (axis != spec.rows() || isVisible(path))) {
        children.add(path.subList(0, parent.size() + 1));
      }
    }
    return children;
  }

  private static List<@Nullable Object> path(
      Map<String, @Nullable Object> row, List<Dimension> axis) {
    List<@Nullable Object> path = new ArrayList<>();
    axis.forEach(dimension -> path.add(Values.key(row.get(dimension.field()))));
    return path;
  }

  /** Whether a leaf row path and all above it fulfil their conditions. */
  private boolean isVisible(List<@Nullable Object> leaf) {
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
    for (SortItem item : spec.sort()) {
      boolean isMeasure =
          spec.shown().stream().map(ShownMeasure::alias).anyMatch(item.field()::equals);
      int result = 0;
      if (isMeasure) {
        List<@Nullable Object> column =
            Values.keys(
                item.column(), spec.columns().stream().map(Dimension::field).toList(), rows);
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

  private static boolean at(
      Map<String, @Nullable Object> member, List<@Nullable Object> path, List<Dimension> axis) {
    for (int index = 0; index < path.size(); index++) {
      if (!Objects.equals(Values.key(member.get(axis.get(index).field())), path.get(index))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Object value(
      Measure measure, List<Map<String, @Nullable Object>> members) {
    if (measure.field().isEmpty()) {
      return (long) members.size();
    }
    List<Object> values =
        members.stream()
            .map(member -> Values.key(member.get(measure.field().get())))
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
    return switch (measure.aggregation()) {
      case COUNT -> (long) values.size();
      case COUNT_DISTINCT -> (long) new HashSet<>(values).size();
      case SUM -> values.isEmpty() ? null : sum(values, measure.decimal());
      case AVG ->
          values.isEmpty() ? null : ((Number) sum(values, true)).doubleValue() / values.size();
      case MIN -> values.stream().min(Values::ascending).orElse(null);
      case MAX -> values.stream().max(Values::ascending).orElse(null);
    };
  }

  private static Object sum(List<Object> values, boolean decimal) {
    if (values.get(0) instanceof Double) {
      return values.stream().mapToDouble(value -> (Double) value).reduce(0.0, Double::sum);
    }
    if (values.get(0) instanceof BigDecimal) {
      return values.stream().map(BigDecimal.class::cast).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
    BigInteger sum =
        values.stream()
            .map(value -> BigInteger.valueOf((Long) value))
            .reduce(BigInteger.ZERO, BigInteger::add);
    return decimal ? (Object) new BigDecimal(sum) : (Object) sum.longValueExact();
  }
}
