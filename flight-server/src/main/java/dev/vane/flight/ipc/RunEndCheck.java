package dev.vane.flight.ipc;

import java.util.List;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;

/** Checks the run ends of a run-end encoded column. */
final class RunEndCheck {
  private RunEndCheck() {}

  /** Whether the ends rise from above 0 to at least the column's length, each with a value. */
  static boolean rise(FieldVector vector) {
    List<FieldVector> children = vector.getChildrenFromFields();
    if (children.size() != 2 || !(children.get(0) instanceof BaseIntVector ends)) {
      return false;
    }
    int runs = ends.getValueCount();
    if (children.get(1).getValueCount() < runs) {
      return false;
    }
    long previous = 0;
    for (int i = 0; i < runs; i++) {
      long end = ends.isNull(i) ? -1 : ends.getValueAsLong(i);
      if (end <= previous) {
        return false;
      }
      previous = end;
    }
    return previous >= vector.getValueCount();
  }
}
