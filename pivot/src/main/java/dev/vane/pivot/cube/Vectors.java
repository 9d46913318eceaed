package dev.vane.pivot.cube;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;

/** The memory and the values of vectors that are kept. */
public final class Vectors {
  /** Most cubes are small; a vector grows by doubling. */
  private static final int FIRST_CAPACITY = 64;

  private Vectors() {}

  /** Copies a value. Arrow's own copy of a list does not know every type of elements. */
  public static void copy(FieldVector source, int from, FieldVector target, int to) {
    if (!(source instanceof ListVector lists) || lists.isNull(from)) {
      target.copyFromSafe(from, to, source);
      return;
    }
    ListVector copies = (ListVector) target;
    int first = lists.getElementStartIndex(from);
    int size = lists.getElementEndIndex(from) - first;
    int start = copies.startNewValue(to);
    for (int index = 0; index < size; index++) {
      copies.getDataVector().copyFromSafe(first + index, start + index, lists.getDataVector());
    }
    copies.endValue(to, size);
  }

  static void allocateSmall(FieldVector vector) {
    vector.setInitialCapacity(FIRST_CAPACITY);
    vector.allocateNew();
  }

  /** What a vector holds, used or not. */
  static long bytes(FieldVector vector) {
    long bytes = 0;
    for (ArrowBuf buffer : vector.getBuffers(false)) {
      bytes += buffer.capacity();
    }
    return bytes;
  }
}
