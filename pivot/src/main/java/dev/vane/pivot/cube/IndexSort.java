package dev.vane.pivot.cube;

/** A stable merge sort of numbers by what they stand for; Java has none without boxing. */
public final class IndexSort {
  /** Below this many, insertion is quicker than merging. */
  private static final int SMALL = 8;

  private IndexSort() {}

  /** Sorts a part of the array in place. */
  public static void sort(int[] values, int from, int to, IndexOrder order) {
    if (to - from > 1) {
      sort(values, new int[to - from], from, to, from, order);
    }
  }

  private static void sort(
      int[] values, int[] spare, int from, int to, int origin, IndexOrder order) {
    if (to - from <= SMALL) {
      insert(values, from, to, order);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(values, spare, from, middle, origin, order);
    sort(values, spare, middle, to, origin, order);
    if (order.compare(values[middle - 1], values[middle]) > 0) {
      merge(values, spare, from, middle, to, origin, order);
    }
  }

  private static void merge(
      int[] values, int[] spare, int from, int middle, int to, int origin, IndexOrder order) {
    System.arraycopy(values, from, spare, from - origin, middle - from);
    int left = from - origin;
    int leftEnd = middle - origin;
    int right = middle;
    int target = from;
    while (left < leftEnd && right < to) {
      values[target++] =
          order.compare(spare[left], values[right]) <= 0 ? spare[left++] : values[right++];
    }
    System.arraycopy(spare, left, values, target, leftEnd - left);
  }

  private static void insert(int[] values, int from, int to, IndexOrder order) {
    for (int index = from + 1; index < to; index++) {
      int value = values[index];
      int place = index;
      while (place > from && order.compare(values[place - 1], value) > 0) {
        values[place] = values[place - 1];
        place--;
      }
      values[place] = value;
    }
  }
}
