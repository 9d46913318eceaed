package dev.vane.pivot.plan;

import dev.vane.pivot.Dimension;
import dev.vane.pivot.PivotSpec;
import dev.vane.pivot.ShowAs;
import dev.vane.pivot.ShownMeasure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What measures are shown as, by the definitions. */
final class ReferenceShowAs {
  private final PivotSpec spec;
  private final Reference reference;

  ReferenceShowAs(PivotSpec spec, Reference reference) {
    this.spec = spec;
    this.reference = reference;
  }

  @Nullable Object value(
      ShownMeasure shown, List<@Nullable Object> row, List<@Nullable Object> column) {
    ShowAs showAs = shown.showAs().orElseThrow();
    Number own = number(shown, row, column);
    return switch (showAs.kind()) {
      case SHARE_OF_GRAND -> divide(own, number(shown, List.of(), List.of()));
      case SHARE_OF_ROW -> divide(own, number(shown, row, List.of()));
      case SHARE_OF_COLUMN -> divide(own, number(shown, List.of(), column));
      case SHARE_OF_PARENT_ROW -> divide(own, number(shown, parent(row), column));
      case SHARE_OF_PARENT_COLUMN -> divide(own, number(shown, row, parent(column)));
      case INDEX -> index(shown, row, column, own);
      case WINDOW ->
          new ReferenceWindow(spec, reference)
              .value(shown, showAs.window().orElseThrow(), row, column);
      case SHARE_OF_PARENT,
          VALUE_OF,
          SHARE_OF,
          DIFFERENCE,
          RELATIVE_DIFFERENCE,
          RUNNING_TOTAL,
          RUNNING_SHARE,
          RANK_ASCENDING,
          RANK_DESCENDING ->
          along(shown, showAs, row, column, own);
    };
  }

  private @Nullable Object index(
      ShownMeasure shown,
      List<@Nullable Object> row,
      List<@Nullable Object> column,
      @Nullable Number own) {
    Number grand = number(shown, List.of(), List.of());
    Number rowTotal = number(shown, row, List.of());
    Number columnTotal = number(shown, List.of(), column);
    if (own == null || grand == null || rowTotal == null || columnTotal == null) {
      return null;
    }
    return divide(
        own.doubleValue() * grand.doubleValue(),
        rowTotal.doubleValue() * columnTotal.doubleValue());
  }

  private @Nullable Object along(
      ShownMeasure shown,
      ShowAs showAs,
      List<@Nullable Object> row,
      List<@Nullable Object> column,
      @Nullable Number own) {
    String field = showAs.field().orElseThrow();
    List<String> rowNames = spec.rows().stream().map(Dimension::name).toList();
    boolean onRows = rowNames.contains(field);
    int level =
        1
            + (onRows ? rowNames : spec.columns().stream().map(Dimension::name).toList())
                .indexOf(field);
    List<@Nullable Object> path = onRows ? row : column;
    if (path.size() < level || path.get(level - 1) == Reference.ROLLED_UP) {
      return null;
    }
    if (showAs.kind() == ShowAs.Kind.SHARE_OF_PARENT) {
      List<@Nullable Object> ancestor = path.subList(0, level);
      return divide(own, number(shown, onRows ? ancestor : row, onRows ? column : ancestor));
    }
    if (showAs.item().orElse(null) instanceof ShowAs.Item.Shift shift) {
      List<@Nullable Object> other =
          new ReferenceShift(onRows ? spec.rows() : spec.columns(), level, shift).path(path);
      return compared(
          showAs,
          own,
          other == null ? null : number(shown, onRows ? other : row, onRows ? column : other));
    }
    List<@Nullable Object> siblings = reference.siblings(path.subList(0, level), onRows);
    List<@Nullable Number> values = new ArrayList<>();
    for (Object sibling : siblings) {
      List<@Nullable Object> other = new ArrayList<>(path);
      other.set(level - 1, sibling);
      boolean presented = isPresented(other, onRows);
      values.add(presented ? number(shown, onRows ? other : row, onRows ? column : other) : null);
    }
    int place = siblings.indexOf(path.get(level - 1));
    return switch (showAs.kind()) {
      case RUNNING_TOTAL -> sum(values.subList(0, place + 1));
      case RUNNING_SHARE ->
          divide((Number) sum(values.subList(0, place + 1)), (Number) sum(values));
      case RANK_ASCENDING -> rank(values, own, other -> compare(other, own) < 0);
      case RANK_DESCENDING -> rank(values, own, other -> compare(other, own) > 0);
      case VALUE_OF, SHARE_OF, DIFFERENCE, RELATIVE_DIFFERENCE ->
          compared(showAs, own, item(showAs, siblings, values, place));
      case SHARE_OF_GRAND,
          SHARE_OF_ROW,
          SHARE_OF_COLUMN,
          SHARE_OF_PARENT_ROW,
          SHARE_OF_PARENT_COLUMN,
          SHARE_OF_PARENT,
          INDEX,
          WINDOW ->
          throw new IllegalStateException();
    };
  }

  private static @Nullable Object compared(
      ShowAs showAs, @Nullable Number own, @Nullable Number other) {
    return switch (showAs.kind()) {
      case VALUE_OF -> other;
      case SHARE_OF -> divide(own, other);
      case DIFFERENCE -> difference(own, other);
      default -> divide((Number) difference(own, other), other);
    };
  }

  /** Whether a row path has a leaf that is presented; all column paths have. */
  private boolean isPresented(List<@Nullable Object> path, boolean onRows) {
    for (int level = 1; level <= path.size(); level++) {
      if (path.get(level - 1) != Reference.ROLLED_UP
          && !reference.siblings(path.subList(0, level), onRows).contains(path.get(level - 1))) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Number item(
      ShowAs showAs, List<@Nullable Object> siblings, List<@Nullable Number> values, int place) {
    ShowAs.Item item = showAs.item().orElseThrow();
    int other = -1;
    if (item instanceof ShowAs.Item.Previous) {
      other = place - 1;
    } else if (item instanceof ShowAs.Item.Next) {
      other = place + 1;
    } else {
      for (int index = 0; index < siblings.size(); index++) {
        Object sibling = siblings.get(index);
        if (sibling == ReferenceTop.OTHERS) {
          continue;
        }
        var literal = ((ShowAs.Item.Value) item).literal();
        if (sibling == null
            ? literal instanceof dev.vane.pivot.json.Literal.Null
            : !(literal instanceof dev.vane.pivot.json.Literal.Null)
                && Values.compare(sibling, literal) == 0) {
          other = index;
        }
      }
    }
    return other < 0 || other >= values.size() ? null : values.get(other);
  }

  private @Nullable Number number(
      ShownMeasure shown, List<@Nullable Object> row, List<@Nullable Object> column) {
    return reference.exists(row, column)
        ? (Number) reference.own(row, column, shown.alias())
        : null;
  }

  private static List<@Nullable Object> parent(List<@Nullable Object> path) {
    List<@Nullable Object> parent = path.isEmpty() ? path : path.subList(0, path.size() - 1);
    return !parent.isEmpty() && parent.get(parent.size() - 1) == Reference.ROLLED_UP
        ? parent(parent)
        : parent;
  }

  static @Nullable Object divide(@Nullable Number value, @Nullable Number by) {
    return value == null || by == null || by.doubleValue() == 0
        ? null
        : (Object) (value.doubleValue() / by.doubleValue());
  }

  private static @Nullable Object rank(
      List<@Nullable Number> values, @Nullable Number own, Predicate<Number> isBefore) {
    return own == null
        ? null
        : (Object)
            (1L
                + values.stream()
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .filter(isBefore)
                    .count());
  }

  private static int compare(Number left, @Nullable Number right) {
    return Values.ascending(left, right);
  }

  private static @Nullable Object sum(List<@Nullable Number> values) {
    Number sum = null;
    for (Number value : values) {
      sum = value == null ? sum : sum == null ? value : add(sum, value);
    }
    return sum;
  }

  static Number add(Number left, Number right) {
    return left instanceof Double
        ? (Number) (left.doubleValue() + right.doubleValue())
        : exact(left).add(exact(right));
  }

  private static @Nullable Object difference(@Nullable Number left, @Nullable Number right) {
    if (left == null || right == null) {
      return null;
    }
    return left instanceof Double
        ? (Object) (left.doubleValue() - right.doubleValue())
        : exact(left).subtract(exact(right));
  }

  private static BigDecimal exact(Number number) {
    return number instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(number.longValue());
  }
}
