package dev.vane.pivot.answer;

import dev.vane.pivot.ShowAs;
import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.cube.IndexSort;
import dev.vane.pivot.plan.BoundShowAs;
import java.math.BigDecimal;
import java.util.stream.IntStream;

/**
 * Values in relation to those of a field's other items, all other keys being the same. NULL where a
 * value is missing that is needed; NULLs are passed over by running totals and have no rank.
 */
final class AlongField {
  private final Series series;
  private final CellColumn measure;
  private final int size;

  AlongField(Series series, CellColumn measure, int size) {
    this.series = series;
    this.measure = measure;
    this.size = size;
  }

  /**
   * The relation.
   *
   * @param code of the item that is compared with, or -1 where no row has it
   */
  CellColumn of(BoundShowAs showAs, int code, String alias) {
    ShowAs.Kind kind = showAs.showAs().kind();
    return switch (kind) {
      case DIFFERENCE -> difference(showAs, code, alias);
      case SHARE_OF, RELATIVE_DIFFERENCE -> relative(showAs, code);
      case RUNNING_TOTAL -> runningTotal(alias);
      case RUNNING_SHARE -> runningShare();
      case RANK_ASCENDING -> rank(1);
      case RANK_DESCENDING -> rank(-1);
      case SHARE_OF_GRAND,
          SHARE_OF_ROW,
          SHARE_OF_COLUMN,
          SHARE_OF_PARENT_ROW,
          SHARE_OF_PARENT_COLUMN,
          SHARE_OF_PARENT,
          INDEX ->
          throw new IllegalArgumentException(kind + " needs no series");
    };
  }

  private boolean isNumber(int cell) {
    return cell != Arrangement.NONE && !measure.isNull(cell);
  }

  /** The cell that a member is compared with, or none. */
  private int other(BoundShowAs showAs, int code, int number, int member) {
    ShowAs.Item item = showAs.showAs().item().orElseThrow();
    if (item instanceof ShowAs.Item.Previous) {
      return member > series.start(number) && series.place(member - 1) == series.place(member) - 1
          ? series.cell(member - 1)
          : Arrangement.NONE;
    }
    if (item instanceof ShowAs.Item.Next) {
      return member + 1 < series.start(number + 1)
              && series.place(member + 1) == series.place(member) + 1
          ? series.cell(member + 1)
          : Arrangement.NONE;
    }
    for (int index = series.start(number); index < series.start(number + 1); index++) {
      if (series.code(index) == code) {
        return series.cell(index);
      }
    }
    return Arrangement.NONE;
  }

  private interface Pair {
    void take(int cell, int other);
  }

  private void pairs(BoundShowAs showAs, int code, Pair pair) {
    boolean isValue = showAs.value().isPresent();
    for (int number = 0; number < series.size(); number++) {
      int fixed = isValue ? other(showAs, code, number, series.start(number)) : Arrangement.NONE;
      for (int member = series.start(number); member < series.start(number + 1); member++) {
        int other = isValue ? fixed : other(showAs, code, number, member);
        if (isNumber(series.cell(member)) && isNumber(other)) {
          pair.take(series.cell(member), other);
        }
      }
    }
  }

  private CellColumn difference(BoundShowAs showAs, int code, String alias) {
    if (measure.isExact()) {
      ExactColumn result = ExactColumn.of(size, measure, alias);
      pairs(
          showAs,
          code,
          (cell, other) -> result.set(cell, measure.exact(cell).subtract(measure.exact(other))));
      return result;
    }
    DoubleColumn result = new DoubleColumn(size);
    pairs(
        showAs,
        code,
        (cell, other) -> result.set(cell, measure.number(cell) - measure.number(other)));
    return result;
  }

  private CellColumn relative(BoundShowAs showAs, int code) {
    boolean difference = showAs.showAs().kind() == ShowAs.Kind.RELATIVE_DIFFERENCE;
    DoubleColumn result = new DoubleColumn(size);
    pairs(
        showAs,
        code,
        (cell, other) -> {
          double base = measure.number(other);
          double value = difference ? difference(cell, other) : measure.number(cell);
          if (base != 0) {
            result.set(cell, value / base);
          }
        });
    return result;
  }

  /** Exact where the values are, so that nothing is lost before the division. */
  private double difference(int cell, int other) {
    return measure.isExact()
        ? measure.exact(cell).subtract(measure.exact(other)).doubleValue()
        : measure.number(cell) - measure.number(other);
  }

  private CellColumn runningTotal(String alias) {
    if (!measure.isExact()) {
      return runningFloats();
    }
    ExactColumn result = ExactColumn.of(size, measure, alias);
    for (int number = 0; number < series.size(); number++) {
      BigDecimal sum = BigDecimal.ZERO;
      boolean any = false;
      for (int member = series.start(number); member < series.start(number + 1); member++) {
        int cell = series.cell(member);
        if (isNumber(cell)) {
          sum = sum.add(measure.exact(cell));
          any = true;
        }
        if (any) {
          result.set(cell, sum);
        }
      }
    }
    return result;
  }

  private DoubleColumn runningFloats() {
    DoubleColumn result = new DoubleColumn(size);
    for (int number = 0; number < series.size(); number++) {
      double sum = 0;
      boolean any = false;
      for (int member = series.start(number); member < series.start(number + 1); member++) {
        int cell = series.cell(member);
        if (isNumber(cell)) {
          sum += measure.number(cell);
          any = true;
        }
        if (any) {
          result.set(cell, sum);
        }
      }
    }
    return result;
  }

  private CellColumn runningShare() {
    DoubleColumn running = runningFloats();
    DoubleColumn result = new DoubleColumn(size);
    for (int number = 0; number < series.size(); number++) {
      int last = series.cell(series.start(number + 1) - 1);
      if (running.isNull(last) || running.number(last) == 0) {
        continue;
      }
      for (int member = series.start(number); member < series.start(number + 1); member++) {
        int cell = series.cell(member);
        if (!running.isNull(cell)) {
          result.set(cell, running.number(cell) / running.number(last));
        }
      }
    }
    return result;
  }

  private CellColumn rank(int sign) {
    ExactColumn result = ExactColumn.ofIntegers(size);
    IndexOrder order = measure.order();
    for (int number = 0; number < series.size(); number++) {
      int[] ranked =
          IntStream.range(series.start(number), series.start(number + 1))
              .map(series::cell)
              .filter(this::isNumber)
              .toArray();
      IndexSort.sort(ranked, 0, ranked.length, (left, right) -> sign * order.compare(left, right));
      int rank = 0;
      for (int index = 0; index < ranked.length; index++) {
        if (index == 0 || order.compare(ranked[index - 1], ranked[index]) != 0) {
          rank = index + 1;
        }
        result.set(ranked[index], BigDecimal.valueOf(rank));
      }
    }
    return result;
  }
}
