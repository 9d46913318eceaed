package dev.vane.pivot.cube;

/** Numbers different pairs of ints from 0 on. Not for several threads. */
public final class PairCodes {
  private final LongCodes codes = new LongCodes();

  /** The number of a pair; a new one if it was not met before. */
  public int code(int first, int second) {
    return codes.code((long) first << Integer.SIZE | (second & 0xFFFFFFFFL));
  }
}
