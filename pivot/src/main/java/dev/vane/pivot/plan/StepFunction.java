package dev.vane.pivot.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * A whole number that depends on another one and changes at some places: the first step's value
 * below the second step's beginning, and so on. As SQL it is a tree of conditions, so that a value
 * is compared with few of many beginnings.
 */
record StepFunction(List<Step> steps) {
  /** A value and the number from which it holds. The first step holds below its number too. */
  record Step(long from, long value) {}

  StepFunction {
    List<Step> merged = new ArrayList<>();
    for (Step step : steps) {
      if (merged.isEmpty() || merged.get(merged.size() - 1).value() != step.value()) {
        merged.add(step);
      }
    }
    steps = List.copyOf(merged);
  }

  boolean isConstant() {
    return steps.size() == 1;
  }

  String sql(String argument) {
    return sql(argument, 0, steps.size());
  }

  private String sql(String argument, int begin, int end) {
    if (end - begin == 1) {
      return Long.toString(steps.get(begin).value());
    }
    int middle = (begin + end) >>> 1;
    return "CASE WHEN "
        + argument
        + " < "
        + steps.get(middle).from()
        + " THEN "
        + sql(argument, begin, middle)
        + " ELSE "
        + sql(argument, middle, end)
        + " END";
  }
}
