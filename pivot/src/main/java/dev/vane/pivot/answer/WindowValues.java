package dev.vane.pivot.answer;

import dev.vane.pivot.Window;
import dev.vane.pivot.cube.IndexOrder;
import java.math.BigDecimal;
import java.util.List;

/** What is made of the cells of windows. NULLs are passed over by sums and averages. */
final class WindowValues {
  private final List<int[]> windows;
  private final CellColumn own;
  private final int size;

  /**
   * Of windows over a measure.
   *
   * @param windows the cells of each, in order
   * @param size how many cells there are
   */
  WindowValues(List<int[]> windows, CellColumn own, int size) {
    this.windows = windows;
    this.own = own;
    this.size = size;
  }

  /** 1 for the first; equals share a rank, and the next one skips unless ranks are dense. */
  CellColumn ranks(IndexOrder order, boolean dense) {
    ExactColumn ranks = ExactColumn.ofIntegers(size);
    for (int[] cells : windows) {
      int rank = 0;
      for (int place = 0; place < cells.length; place++) {
        if (place == 0 || order.compare(cells[place - 1], cells[place]) != 0) {
          rank = dense ? rank + 1 : place + 1;
        }
        ranks.set(cells[place], BigDecimal.valueOf(rank));
      }
    }
    return ranks;
  }

  CellColumn sums(Window window, String alias) {
    if (!own.isExact()) {
      DoubleColumn sums = new DoubleColumn(size);
      frames(window, (cell, frame) -> sums.set(cell, frame.number()));
      return sums;
    }
    ExactColumn sums = ExactColumn.of(size, own, alias);
    frames(window, (cell, frame) -> sums.set(cell, frame.exact));
    return sums;
  }

  CellColumn averages(Window window) {
    DoubleColumn averages = new DoubleColumn(size);
    frames(window, (cell, frame) -> averages.set(cell, frame.number() / frame.count));
    return averages;
  }

  private interface FrameVisitor {
    /** A cell whose frame has a value. */
    void visit(int cell, Frame frame);
  }

  /** The sum of the cells of a frame. */
  private final class Frame {
    private BigDecimal exact = BigDecimal.ZERO;
    private double floats;
    private int count;

    void add(int cell) {
      if (own.isNull(cell)) {
        return;
      }
      count++;
      if (own.isExact()) {
        exact = exact.add(own.exact(cell));
      } else {
        floats += own.number(cell);
      }
    }

    double number() {
      return own.isExact() ? exact.doubleValue() : floats;
    }
  }

  private void frames(Window window, FrameVisitor visitor) {
    int end = window.end().orElse(0);
    for (int[] cells : windows) {
      Frame frame = new Frame();
      int next = 0;
      for (int place = 0; place < cells.length; place++) {
        if (window.start().isPresent()) {
          frame = new Frame();
          next = Math.max(0, place + window.start().getAsInt());
        }
        while (next <= place + end && next < cells.length) {
          frame.add(cells[next++]);
        }
        if (frame.count > 0) {
          visitor.visit(cells[place], frame);
        }
      }
    }
  }
}
