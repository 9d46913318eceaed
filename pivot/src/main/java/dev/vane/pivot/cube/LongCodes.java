package dev.vane.pivot.cube;

import java.util.Arrays;

/** Numbers different longs from 0 on, in the order in which they come first. */
final class LongCodes {
  private static final int NONE = -1;

  private long[] keys = new long[16];
  private int[] codes = new int[16];
  private int size;

  LongCodes() {
    Arrays.fill(codes, NONE);
  }

  int size() {
    return size;
  }

  /** The number of the key; a new one if it was not met before. */
  int code(long key) {
    int place = place(key);
    if (codes[place] == NONE) {
      if (2 * size >= codes.length) {
        grow();
        place = place(key);
      }
      keys[place] = key;
      codes[place] = size++;
    }
    return codes[place];
  }

  /** The number of the key, or -1. */
  int find(long key) {
    return codes[place(key)];
  }

  private int place(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    int mask = codes.length - 1;
    int place = (int) (mixed ^ (mixed >>> 32)) & mask;
    while (codes[place] != NONE && keys[place] != key) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCodes = codes;
    keys = new long[2 * oldKeys.length];
    codes = new int[keys.length];
    Arrays.fill(codes, NONE);
    for (int index = 0; index < oldCodes.length; index++) {
      if (oldCodes[index] != NONE) {
        int place = place(oldKeys[index]);
        keys[place] = oldKeys[index];
        codes[place] = oldCodes[index];
      }
    }
  }
}
