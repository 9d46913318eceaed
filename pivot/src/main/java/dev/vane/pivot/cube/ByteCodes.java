package dev.vane.pivot.cube;

import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;

/** Numbers different sequences of bytes from 0 on, in the order in which they come first. */
final class ByteCodes {
  private byte[][] values = new byte[16][];
  private int[] hashes = new int[16];
  private int[] codes = new int[32];
  private byte[] current = new byte[64];
  private int size;

  ByteCodes() {
    Arrays.fill(codes, -1);
  }

  int size() {
    return size;
  }

  /** The number of the bytes; a new one if they were not met before. */
  int code(ArrowBuf buffer, long offset, int length) {
    if (length > current.length) {
      current = new byte[Math.max(length, 2 * current.length)];
    }
    buffer.getBytes(offset, current, 0, length);
    int hash = length;
    for (int index = 0; index < length; index++) {
      hash = 31 * hash + current[index];
    }
    int place = place(hash, length);
    if (codes[place] < 0) {
      if (2 * size >= codes.length) {
        grow();
        place = place(hash, length);
      }
      add(hash, length);
      codes[place] = size++;
    }
    return codes[place];
  }

  private void add(int hash, int length) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    values[size] = Arrays.copyOf(current, length);
    hashes[size] = hash;
  }

  private int place(int hash, int length) {
    int mask = codes.length - 1;
    int place = spread(hash) & mask;
    while (codes[place] >= 0 && !isCurrent(codes[place], hash, length)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private boolean isCurrent(int code, int hash, int length) {
    return hashes[code] == hash
        && Arrays.equals(values[code], 0, values[code].length, current, 0, length);
  }

  private void grow() {
    codes = new int[2 * codes.length];
    Arrays.fill(codes, -1);
    int mask = codes.length - 1;
    for (int code = 0; code < size; code++) {
      int place = spread(hashes[code]) & mask;
      while (codes[place] >= 0) {
        place = (place + 1) & mask;
      }
      codes[place] = code;
    }
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 16);
  }
}
