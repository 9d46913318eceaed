package dev.vane.pivot.cube;

import java.util.Arrays;

/** A growing list of ints. Not for several threads. */
public final class IntList {
  private int[] values = new int[16];
  private int size;

  public void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  public int get(int index) {
    return values[index];
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The values, in an array of just their number. */
  public int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
