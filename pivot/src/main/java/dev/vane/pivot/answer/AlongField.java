package dev.vane.pivot.answer;

import dev.vane.pivot.ShowAs;
import dev.vane.pivot.cube.Arrangement;
import dev.vane.pivot.cube.IndexOrder;
import dev.vane.pivot.cube.IndexSort;
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

  /** Each value in relation to one other. */
  static CellColumn compared(ShowAs.Kind kind, CellColumn measure, int[] others, String alias) {
    return switch (kind) {
      case VALUE_OF -> exactOrFloat(measure, others, alias, false);
      case DIFFERENCE -> exactOrFloat(measure, others, alias, true);
      case SHARE_OF, RELATIVE_DIFFERENCE ->
          relative(measure, others, kind == ShowAs.Kind.RELATIVE_DIFFERENCE);
      default -> throw new IllegalArgumentException(kind + " compares with no other");
    };
  }

  /** The relation to all others of the series. */
  CellColumn of(ShowAs.Kind kind, String alias) {
    return switch (kind) {
      case RUNNING_TOTAL -> runningTotal(alias);
      case RUNNING_SHARE -> runningShare();
      case RANK_ASCENDING -> rank(1);
      case RANK_DESCENDING -> rank(-1);
      default -> throw new IllegalArgumentException(kind + " is not of a whole series");
    };
  }

  private boolean isNumber(int cell) {
    return isNumber(measure, cell);
  }

  private static boolean isNumber(CellColumn measure, int cell) {
    return cell != Arrangement.NONE && !measure.isNull(cell);
  }

  private interface Pair {
    void take(int cell, int other);
  }

  private static void pairs(CellColumn measure, int[] others, boolean both, Pair pair) {
    for (int cell = 0; cell < others.length; cell++) {
      if (isNumber(measure, others[cell]) && (!both || isNumber(measure, cell))) {
        pair.take(cell, others[cell]);
      }
    }
  }

  private static CellColumn exactOrFloat(
      CellColumn measure, int[] others, String alias, boolean difference) {
    if (measure.isExact()) {
      ExactColumn result = ExactColumn.of(others.length, measure, alias);
      pairs(
          measure,
          others,
          difference,
          (cell, other) ->
              result.set(
                  cell,
                  difference
                      ? measure.exact(cell).subtract(measure.exact(other))
                      : measure.exact(other)));
      return result;
    }
    DoubleColumn result = new DoubleColumn(others.length);
    pairs(
        measure,
        others,
        difference,
        (cell, other) ->
            result.set(
                cell,
                difference ? measure.number(cell) - measure.number(other) : measure.number(other)));
    return result;
  }

  private static CellColumn relative(CellColumn measure, int[] others, boolean difference) {
    DoubleColumn result = new DoubleColumn(others.length);
    pairs(
        measure,
        others,
        true,
        (cell, other) -> {
          double base = measure.number(other);
          double value = difference ? difference(measure, cell, other) : measure.number(cell);
          if (base != 0) {
            result.set(cell, value / base);
          }
        });
    return result;
  }

  /** Exact where the values are, so that nothing is lost before the division. */
  private static double difference(CellColumn measure, int cell, int other) {
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
