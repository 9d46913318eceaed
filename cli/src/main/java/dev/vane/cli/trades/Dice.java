package dev.vane.cli.trades;

/**
 * Pseudo-random numbers that depend on the seed, the row and the throw alone, so that rows are the
 * same however they are cut into batches. The mixing is SplitMix64's (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", 2014). Not thread-safe.
 */
final class Dice {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long seed;
  private long state;

  Dice(long seed) {
    this.seed = mix(seed);
  }

  /** Starts the throws of a row. */
  void row(long row) {
    state = mix(seed ^ mix(row + 1));
  }

  long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** A number from 0 to below the bound. */
  int below(int bound) {
    return (int) Math.floorMod(next() >>> 1, (long) bound);
  }

  /** A number from 0 to below 1. */
  double fraction() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** About one in so many throws. */
  boolean oneIn(int many) {
    return below(many) == 0;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
